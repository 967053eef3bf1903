import type { Command } from 'commander'

/** `understudy replay`. */
export const addReplayCommand = (_program: Command): void => {}
