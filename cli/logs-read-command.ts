import type { Command } from 'commander'

/** `understudy logs read`. */
export const addLogsReadCommand = (_logs: Command): void => {}
