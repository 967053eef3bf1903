import type { Command } from 'commander'

/** `understudy capture …`. */
export const addCaptureCommands = (_program: Command): void => {}
