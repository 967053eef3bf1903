#!/usr/bin/env node
import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { addCaptureCommands } from './capture-commands.ts'
import { collect } from './collect.ts'
import { Failure } from './failure.ts'
import { addInvokeCommand } from './invoke-command.ts'
import { addLogsCommands } from './logs-commands.ts'
import { addReleaseCommands } from './release-commands.ts'
import { addReplayCommand } from './replay-command.ts'
import { withSwitches } from './switch-options.ts'
import { addTestCommand } from './test-command.ts'

/** The compiled file stands two folders below the package, in the repository and where it is installed. */
const packageVersion = (): string => {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }
  return version
}

// Who reads our output may have enough before the end (`… | head`): that is no error, of any command.
process.stdout.on('error', error => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

/** Commands are loaded when they run: `dev` answers its first request within half a second. */
const program = new Command('understudy')
  .description('A CloudFront edge bundle for server-rendered sites, and the stage to rehearse it on.')
  .version(packageVersion(), '-V, --version')
  .showHelpAfterError('(understudy --help shows every command)')
  .exitOverride()

const devCommand = program
  .command('dev')
  .description('serve the distribution of a CloudFormation template on this machine')
  .option('-t, --template <file>', 'packaged CloudFormation template, JSON or YAML', PACKAGED_TEMPLATE)
  .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
  .option(
    '-o, --origin <ID=URL|DIR>',
    'what stands in for an origin: a server, or a folder as a private bucket',
    collect,
    [],
  )
  .option('--kvs <NAME=FILE>', 'contents of a key value store, as in an import file', collect, [])
  .option('--port <port>', 'port of the plain listener', '8080')
  .option('--https-port <port>', 'listen for HTTPS with HTTP/2 as well, with a self-signed certificate')
  .option('--pop <location>', 'edge location to play', 'CDG50-P1')
  .option('--cache-megabytes <n>', 'capacity of each cache tier', '256')
  .option('--access-log <file>', 'write a standard access log')
  .option('--access-log-format <v1|v2>', 'v2 has milliseconds, behaviour and what functions logged', 'v1')
  .option('--quiet', 'no line a request')
  .option('--verbose', 'name every property that has no effect on the stage')
  .addHelpText(
    'after',
    '\nExample:\n  understudy dev --template template.yml --origin ssr=http://127.0.0.1:3000 --origin static=./bucket',
  )
  .action(async options => {
    const { dev } = await import('./dev.io.ts')
    await dev(options)
  })

const startCommand = program
  .command('start')
  .description('the demonstration: SSR site (V4, V5), private bucket and distribution, from the packaged template')
  .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
  .option('--port <port>', 'port of the point of presence', '8080')
  .option('--https-port <port>', 'listen for HTTPS with HTTP/2 as well, with a self-signed certificate')
  .option('--quiet', 'no line a request')
  .addHelpText('after', '\nExample:\n  understudy start --parameter FallbackMode=error-pages')
  .action(async options => {
    const { start } = await import('./start.io.ts')
    await start(options)
  })

withSwitches(devCommand)
withSwitches(startCommand)
addInvokeCommand(program)
addTestCommand(program)
addReplayCommand(program)
addCaptureCommands(program)
addLogsCommands(program)
addReleaseCommands(program)

const report = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failure) {
    process.stderr.write(`${error.message}\n`)
    return error.exitStatus
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`This is a bug of Understudy, not of your template.\n${text}\n`)
  return 70
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
