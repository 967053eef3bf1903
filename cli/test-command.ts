import type { Command } from 'commander'
import type { TestOptions } from './test.io.ts'

/** `understudy test`. */
export const addTestCommand = (program: Command): void => {
  program
    .command('test')
    .description('run the cases of CloudFront Functions: an event, and what has to come out')
    .argument('[paths...]', 'case files, or folders with cases/*.json somewhere in them', ['functions'])
    .option('--watch', 'run again after every change of a case or a function')
    .option('--json', 'one JSON object a case on stdout')
    .addHelpText('after', '\nExample:\n  understudy test functions/viewer-request')
    .action(async (paths: string[], options: TestOptions) => {
      const { testCases } = await import('./test.io.ts')
      process.exitCode = await testCases(paths, options)
    })
}
