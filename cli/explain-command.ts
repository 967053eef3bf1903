import type { Command } from 'commander'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { collect } from './collect.ts'

/** `understudy explain`. */
export const addExplainCommand = (program: Command): void => {
  program
    .command('explain')
    .description('one request through the distribution, station by station: why this result, this TTL, this status')
    .argument(
      '<url...>',
      'the request to explain, a path or a URL; those before the last are asked first, as the caches begin empty',
    )
    .option('-t, --template <file>', 'packaged CloudFormation template, JSON or YAML', PACKAGED_TEMPLATE)
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
    .option('--json', 'explanation and trace as JSON on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  understudy explain /live --origin ssr=http://127.0.0.1:3000\n' +
        "  understudy explain /live /live -E 'cookie: featureFlipping=site:v4' -H 'cookie: featureFlipping=site:v5'",
    )
    .action(async (urls: string[], options) => {
      const { explainRequest } = await import('./explain.io.ts')
      process.exitCode = await explainRequest(urls, options)
    })
}
