import type { Command } from 'commander'

/** `understudy invalidate`. */
export const addInvalidateCommand = (program: Command): void => {
  program
    .command('invalidate')
    .description('invalidate paths and tags on a running stage, in every tier')
    .argument('<items...>', "paths, with * at the end as a wildcard, and '#tags'")
    .option('--stage <url>', 'control address that dev and start print; by default of the stage started in this folder')
    .option('--distribution <id>', 'id, logical id or domain name; needed when several are loaded')
    .option('--json', 'the invalidation as JSON on stdout')
    .addHelpText('after', "\nExample:\n  understudy invalidate '/news/*' '/index.html' '#match-7'")
    .action(async (items: readonly string[], options) => {
      const { invalidateCommand } = await import('./invalidate.io.ts')
      await invalidateCommand(items, options)
    })
}
