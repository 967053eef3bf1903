import type { Command } from 'commander'

/** `understudy capture …`. */
export const addCaptureCommands = (program: Command): void => {
  const capture = program.command('capture').description('access logs to rehearse with: generate one of a live event')

  capture
    .command('generate')
    .description('write the standard log (v1) of an evening; the same seed and options give the same bytes')
    .option(
      '-s, --scenario <name|file>',
      'live-event, or a JSON file with the settings that differ from it',
      'live-event',
    )
    .option('-o, --output <file>', 'where the log goes, with gzip if the name ends in .gz; without it to stdout')
    .option('--rows <n>', 'rows of the log; the whole evening grows and shrinks with them', '100000')
    .option('--seed <n>', 'start of the random numbers', '1')
    .option('--start <instant>', 'begin of the log, as 2026-11-21T19:40:00Z; the scenario says another')
    .option('--json', 'print what the log holds as JSON; needs --output')
    .addHelpText('after', '\nExample:\n  understudy capture generate --rows 20000 --output evening.log.gz')
    .action(async options => {
      const { captureGenerate } = await import('./capture-generate.io.ts')
      await captureGenerate(options)
    })

  capture
    .command('scenario')
    .description('print a scenario with every setting as JSON, to copy from')
    .option('-s, --scenario <name|file>', 'live-event, or a JSON file', 'live-event')
    .addHelpText('after', '\nExample:\n  understudy capture scenario > my-evening.json')
    .action(async options => {
      const { captureScenario } = await import('./capture-generate.io.ts')
      await captureScenario(options)
    })
}
