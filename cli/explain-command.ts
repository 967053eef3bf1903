import type { Command } from 'commander'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { collect } from './collect.ts'
import type { ExplainServedOptions } from './explain-served.io.ts'
import { Failure } from './failure.ts'

/** Throws a failure when neither kind of request is named, or both are. */
const asksRunningStage = (
  urls: readonly string[],
  { requestId, latest, result, status, stage }: ExplainServedOptions,
): boolean => {
  const isAsked = requestId !== undefined || latest !== undefined
  if (isAsked && urls.length > 0)
    throw new Failure(
      `✘ ${urls[0] ?? ''}: a URL is sent anew, --latest and --request-id name a request that was served`,
      2,
    )
  if (requestId !== undefined && latest !== undefined)
    throw new Failure('✘ --request-id and --latest name two requests: give one', 2)
  if (latest === undefined && (result !== undefined || status !== undefined))
    throw new Failure('✘ --result and --status choose among served requests: they go with --latest', 2)
  if (!isAsked && stage !== undefined) throw new Failure('✘ --stage goes with --latest or --request-id', 2)
  if (!isAsked && urls.length === 0)
    throw new Failure('✘ which request? Give a URL, or --latest for what the running stage served last', 2)
  return isAsked
}

/** `understudy explain`. */
export const addExplainCommand = (program: Command): void => {
  program
    .command('explain')
    .description(
      'one request, station by station: why this result, this TTL, this status. A URL is sent through the distribution; ' +
        '--latest and --request-id ask a running stage',
    )
    .argument(
      '[url...]',
      'the request to explain, a path or a URL; those before the last are asked first, as the caches begin empty',
    )
    .option(
      '-t, --template <file>',
      `configuration, as of dev; may be given again (default: ${PACKAGED_TEMPLATE})`,
      collect,
      [],
    )
    .option('--import <NAME=VALUE>', 'value that another stack exports; may be given again', collect, [])
    .option('-p, --parameter <KEY=VALUE>', 'template parameter; may be given again', collect, [])
    .option(
      '-o, --origin <ID=URL|DIR>',
      'what stands in for an origin; by default it is asked at its own domain',
      collect,
      [],
    )
    .option('--kvs <NAME=FILE>', 'contents of a key value store, as in an import file', collect, [])
    .option('-H, --header <name: value>', 'header of the request; may be given again', collect, [])
    .option('-E, --earlier-header <name: value>', 'header of the requests before it; may be given again', collect, [])
    .option('-X, --method <method>', 'method of the request', 'GET')
    .option('--wait <seconds>', 'let so much time pass before the last request', '0')
    .option('--request-id <id>', 'explain a request that a running stage has served, by its x-amz-cf-id')
    .option(
      '--latest [path]',
      'explain the latest one that it has served; of a path, with * at the end for what begins so',
    )
    .option('--result <type>', 'with --latest: of this result type, as Miss')
    .option('--status <code>', 'with --latest: of this status, as 404 or 5xx')
    .option('--stage <url>', 'control address of the running stage; by default of the one started in this folder')
    .option('--json', 'explanation and trace as JSON on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  understudy explain --latest /live --result Miss\n' +
        '  understudy explain /live --origin ssr=http://127.0.0.1:3000\n' +
        "  understudy explain /live /live -E 'cookie: featureFlipping=site:v4' -H 'cookie: featureFlipping=site:v5'",
    )
    .action(async (urls: string[], options) => {
      if (asksRunningStage(urls, options)) {
        const { explainServedRequest } = await import('./explain-served.io.ts')
        await explainServedRequest(options)
        return
      }
      const { explainRequest } = await import('./explain.io.ts')
      process.exitCode = await explainRequest(urls, options)
    })
}
