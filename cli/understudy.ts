#!/usr/bin/env node
import { Command, CommanderError, Help } from 'commander'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { addCaptureCommands } from './capture-commands.ts'
import { collect } from './collect.ts'
import { Failure } from './failure.ts'
import { addCheckCommand } from './check-command.ts'
import { addExplainCommand } from './explain-command.ts'
import { addInvalidateCommand } from './invalidate-command.ts'
import { addInvokeCommand } from './invoke-command.ts'
import { addLogsCommands } from './logs-commands.ts'
import { packageVersion } from './package-version.io.ts'
import { addReleaseCommands } from './release-commands.ts'
import { addReplayCommand } from './replay-command.ts'
import { addSignCommand } from './sign-command.ts'
import { withSwitches } from './switch-options.ts'
import { addTestCommand } from './test-command.ts'

// Who reads our output may have enough before the end (`… | head`): that is no error, of any command.
process.stdout.on('error', error => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

const help = new Help()

/** An option that may be given again begins empty; that is no default to tell. */
const optionDescription: Help['optionDescription'] = option =>
  Array.isArray(option.defaultValue) && option.defaultValue.length === 0
    ? option.description
    : help.optionDescription(option)

/** Commands are loaded when they run: `dev` answers its first request within half a second. */
const program = new Command('understudy')
  .description('A CloudFront edge bundle for server-rendered sites, and the stage to rehearse it on.')
  .version(packageVersion(), '-V, --version')
  .configureHelp({ optionDescription })
  .showHelpAfterError('(understudy --help shows every command)')
  .exitOverride()

const devCommand = program
  .command('dev')
  .description('serve the distributions of a configuration on this machine')
  .option(
    '-t, --template <file>',
    `CloudFormation template, cdk.out, API answer or terraform show -json; may be given again (default: ${PACKAGED_TEMPLATE})`,
    collect,
    [],
  )
  .option('--import <NAME=VALUE>', 'value that another stack exports; may be given again', collect, [])
  .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
  .option(
    '-o, --origin <ID=URL|DIR|s3+URL>',
    'what stands in for an origin: a server, a folder as a private bucket, a bucket at s3+http://HOST/BUCKET',
    collect,
    [],
  )
  .option('--origin-ca <file>', 'certificates that may sign those of origins, besides the public ones')
  .option('--kvs <NAME=FILE>', 'contents of a key value store, as in an import file', collect, [])
  .option(
    '--public-key <ID=FILE>',
    'a public key that may sign URLs and cookies beside those of the template; may be given again',
    collect,
    [],
  )
  .option('--port <port>', 'port of the plain listener', '8080')
  .option('--https-port <port>', 'listen for HTTPS with HTTP/2 as well, with a self-signed certificate')
  .option(
    '--pop <CODES|RANGE=CODE>',
    'edge locations to play, and the addresses of their viewers; may be given again (default: CDG50-P1)',
    collect,
    [],
  )
  .option('--country <code>', 'country of every viewer that neither --ip-database nor a request places elsewhere')
  .option('--ip-database <file>', 'MaxMind database (.mmdb) that places viewers by address')
  .option('--cache-megabytes <n>', 'capacity of each cache tier', '256')
  .option('--access-log <file>', 'write a standard access log')
  .option('--access-log-format <v1|v2>', 'v2 has milliseconds, behaviour and what functions logged', 'v1')
  .option('--quiet', 'no line a request')
  .option('--verbose', 'name every property that has no effect on the stage')
  .addHelpText(
    'after',
    '\nExample:\n  understudy dev --template template.yml --origin ssr=http://127.0.0.1:3000 --origin static=./bucket\n' +
      '\nWhile it runs, in another terminal of the same folder:\n' +
      '  understudy explain --latest /path                why the last request of this path was a hit or a miss\n' +
      '  understudy check --template template.yml         what is wrong, refused or without effect\n' +
      "  understudy invalidate '/path*' '#tag'            not these copies again",
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
  .addHelpText('after', '\nExample:\n  understudy start --parameter FallbackMode=origin-group')
  .action(async options => {
    const { start } = await import('./start.io.ts')
    await start(options)
  })

withSwitches(devCommand)
withSwitches(startCommand)
addCheckCommand(program)
addExplainCommand(program)
addInvokeCommand(program)
addTestCommand(program)
addInvalidateCommand(program)
addSignCommand(program)
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
