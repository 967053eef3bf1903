import type { Command } from 'commander'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { collect } from './collect.ts'
import { withSwitches } from './switch-options.ts'

/** `understudy replay`. */
export const addReplayCommand = (program: Command): void => {
  const command = program
    .command('replay')
    .description('forecast: drive the requests of access logs through a distribution in virtual time')
    .argument('<logs...>', 'standard access logs (v1; v2 in format w3c), gzip or plain; - for standard input')
    .option('-t, --template <file>', 'configuration, as of dev', PACKAGED_TEMPLATE)
    .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
    .option('-a, --against <file>', 'a second template; its forecast stands beside the first, with the difference')
    .option(
      '--against-parameter <KEY=VALUE>',
      'parameter of the second template, or of the first a second time',
      collect,
      [],
    )
    .option('-m, --origin-model <file>', 'rules for what the origins answer: Cache-Control, latency, status by path')
    .option('--kvs <NAME=FILE>', 'contents of a key value store, as in an import file', collect, [])
    .option('--flag-header <name>', 'header of the cache key that holds the flag variant', 'x-feature-flipping')
    .option('--flag-cookie <name>', 'cookie that holds it, where no header does', 'featureFlipping')
    .option('--cache-megabytes <n>', 'capacity of each cache tier of each location', '100000')
    .option('--json', 'the forecast as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  understudy capture generate --scenario live-event -o evening.log.gz\n  understudy replay evening.log.gz --against-parameter FallbackMode=origin-group',
    )
    .action(async (logs: string[], options) => {
      const { runsInRoomierProcess } = await import('./young-heap.io.ts')
      if (await runsInRoomierProcess()) return
      const { replay } = await import('./replay.io.ts')
      await replay(logs, options)
    })
  withSwitches(command)
}
