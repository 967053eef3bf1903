import type { Command } from 'commander'

/** `understudy release …`. */
export const addReleaseCommands = (_program: Command): void => {}
