import type { Command } from 'commander'
import type { ReportCommandOptions } from './logs-report.io.ts'

/** As in ingest/store.io.ts, which is loaded only when a command runs. */
const STORE_FOLDER_DEFAULT = '.understudy/logs'

/** `understudy logs report`. */
export const addLogsReportCommand = (logs: Command): void => {
  logs
    .command('report')
    .description('what the ingested logs say: a summary for the terminal, and an HTML page that needs no network')
    .option('--store <folder>', 'folder of the store', STORE_FOLDER_DEFAULT)
    .option('--html <file>', 'write the page to this file')
    .option('--json', 'print the figures as one JSON object instead of the summary')
    .option('--from <time>', 'requests that began at this time or later; ISO 8601, UTC without a zone')
    .option('--to <time>', 'requests that began before this time')
    .addHelpText('after', '\nExample:\n  understudy logs report --html .understudy/report.html')
    .action(async (options: ReportCommandOptions) => {
      const { reportLogs } = await import('./logs-report.io.ts')
      await reportLogs(options)
    })
}
