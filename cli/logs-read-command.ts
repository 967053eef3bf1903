import type { Command } from 'commander'

/** `understudy logs read`. */
export const addLogsReadCommand = (logs: Command): void => {
  logs
    .command('read')
    .description('print one JSON object a record, keyed by field name, of standard logs (v1; v2 in format w3c)')
    .argument('<files...>', 'log files, gzip or plain; - for standard input')
    .option('-f, --fields <names>', 'these fields only, separated by commas')
    .option('-n, --limit <n>', 'stop after so many records')
    .addHelpText(
      'after',
      '\nExample:\n  understudy logs read .understudy/access.log --fields time,sc-status,cs-uri-stem',
    )
    .action(async (files: string[], options: { fields?: string; limit?: string }) => {
      const { readLogs } = await import('./logs-read.io.ts')
      process.exitCode = await readLogs(files, options)
    })
}
