import type { Command } from 'commander'

/** `understudy logs report`. */
export const addLogsReportCommand = (_logs: Command): void => {}
