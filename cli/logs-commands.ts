import type { Command } from 'commander'
import { addLogsIngestCommands } from './logs-ingest-commands.ts'
import { addLogsReadCommand } from './logs-read-command.ts'
import { addLogsReportCommand } from './logs-report-command.ts'

/** `understudy logs …`. */
export const addLogsCommands = (program: Command): void => {
  const logs = program.command('logs').description('CloudFront access logs: read, ingest, report, query')
  addLogsReadCommand(logs)
  addLogsIngestCommands(logs)
  addLogsReportCommand(logs)
}
