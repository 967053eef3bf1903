import type { Command } from 'commander'

/** `understudy logs ingest`. */
export const addLogsIngestCommands = (_logs: Command): void => {}
