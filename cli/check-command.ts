import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { CheckOptions } from './check.io.ts'

/** `understudy check`. */
export const addCheckCommand = (program: Command): void => {
  program
    .command('check')
    .description('load a configuration and name everything that is wrong, risky, refused or without effect')
    .option('-t, --template <file>', 'configuration, as of dev; may be given again', collect, [])
    .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
    .option('--import <NAME=VALUE>', 'value that another stack exports; may be given again', collect, [])
    .option('--ignore <RULE>', 'leave a rule out; may be given again', collect, [])
    .option('--only <RULE>', 'this rule and no other; may be given again', collect, [])
    .option('--strict', 'warnings fail, too')
    .option('--json', 'one JSON object on stdout')
    .option('--sarif <FILE>', 'SARIF 2.1.0 for code scanning into a file, or - for stdout')
    .addHelpText(
      'after',
      '\nRules: docs/checks.md\nExit status: 0 no error, 1 an error (with --strict also a warning), 2 wrong usage\n\nExample:\n  understudy check --template cdk.out --strict --ignore no-access-log --sarif check.sarif',
    )
    .action(async (options: CheckOptions) => {
      const { check } = await import('./check.io.ts')
      process.exitCode = await check(options)
    })
}
