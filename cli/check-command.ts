import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { CheckOptions } from './check.io.ts'

/** `understudy check`. */
export const addCheckCommand = (program: Command): void => {
  program
    .command('check')
    .description('load a configuration and name everything that is wrong, refused or without effect')
    .option('-t, --template <file>', 'configuration, as of dev; may be given again', collect, [])
    .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
    .option('--import <NAME=VALUE>', 'value that another stack exports; may be given again', collect, [])
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  understudy check --template cdk.out --json')
    .action(async (options: CheckOptions) => {
      const { check } = await import('./check.io.ts')
      process.exitCode = await check(options)
    })
}
