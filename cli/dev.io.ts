import type { AccessLogFormat } from '../access-log/access-log-file.io.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'
import { findImportFiles } from './import-sources.io.ts'
import { parseKeyValueFiles } from './key-value-stores.io.ts'
import { loadDistributions } from './load-distributions.io.ts'
import { portNumber, wholeNumber } from './numbers.ts'
import { parseOriginStandIns } from './origin-stand-ins.io.ts'
import { serve, type Serving } from './serve.io.ts'
import { parseSwitches } from './switch-options.ts'
import { say, styled } from './terminal.io.ts'
import { untilStopped } from './until-stopped.io.ts'
import { watchStores, type WatchedStores } from './watched-stores.io.ts'
import type { Distribution } from '../distribution/model.ts'
import type { OriginStandIn } from '../pop/stage.io.ts'

export interface DevOptions {
  readonly template: string
  readonly parameter: readonly string[]
  readonly origin: readonly string[]
  readonly kvs: readonly string[]
  readonly port: string
  readonly httpsPort?: string
  readonly pop: string
  readonly cacheMegabytes: string
  readonly switch: readonly string[]
  readonly accessLog?: string
  readonly accessLogFormat: string
  readonly quiet?: boolean
  readonly verbose?: boolean
}

const tellDistribution = ({ logicalId, domainName, behaviors, origins }: Distribution): void => {
  say(`${styled('bold', logicalId)}  ${domainName}  ${behaviors.length} behaviours, ${origins.size} origins`)
}

const tellOrigins = (distributions: readonly Distribution[], standIns: ReadonlyMap<string, unknown>): void => {
  for (const { id, domainName, kind } of distributions.flatMap(({ origins }) => [...origins.values()])) {
    if (standIns.has(id)) continue
    say(
      styled(
        'yellow',
        `• origin ${id} (${domainName}) has no stand-in and is asked where it is\n  → --origin ${id}=${kind === 's3' ? 'FOLDER' : 'http://127.0.0.1:PORT'}`,
      ),
    )
  }
}

const accessLogFormat = (given: string): AccessLogFormat => {
  if (given === 'v1' || given === 'v2') return given
  throw new Failure(`✘ --access-log-format ${given}: expected v1 or v2`, 2)
}

const watchedStores = (
  given: readonly string[],
  distributions: readonly Distribution[],
  standIns: ReadonlyMap<string, OriginStandIn>,
): WatchedStores => {
  const files = parseKeyValueFiles(given, distributions)
  const imports = findImportFiles(files, distributions, standIns)
  for (const warning of imports.warnings) say(styled('yellow', warning))
  return watchStores(new Map([...files, ...imports.files]), { say, now: Date.now })
}

/** `understudy dev`: serves the user's own template until stopped. */
export const dev = async (options: DevOptions): Promise<void> => {
  const port = portNumber('--port', options.port)
  const httpsPort = options.httpsPort === undefined ? undefined : portNumber('--https-port', options.httpsPort)
  const switches = parseSwitches(options.switch)
  const parameters = parseAssignments('--parameter', options.parameter, 'KEY=VALUE')
  const distributions = await loadDistributions({
    template: options.template,
    parameters,
    verbose: options.verbose === true,
  })
  const origins = parseOriginStandIns(options.origin, distributions)
  const watched = watchedStores(options.kvs, distributions, origins)
  distributions.forEach(tellDistribution)
  tellOrigins(distributions, origins)
  const serving = await serve({
    distributions,
    origins,
    keyValueStores: watched.stores,
    port,
    httpsPort,
    location: options.pop,
    cacheMegabytes: wholeNumber('--cache-megabytes', options.cacheMegabytes, 1, 65_536),
    switches,
    accessLogFile: options.accessLog,
    accessLogFormat: accessLogFormat(options.accessLogFormat),
    quiet: options.quiet === true,
  })
  tellListeners(serving)
  await untilStopped([clearCacheKey(serving)])
  await serving.close()
  watched.close()
}

export const tellListeners = ({ listeners }: Serving): void => {
  for (const { url } of listeners) say(`${styled('green', 'listening')}  ${url}`)
}

export const clearCacheKey = ({ stage }: Serving) => ({
  key: 'c',
  does: 'clear the cache',
  run: () => {
    stage.clearCache()
    say('cache cleared')
  },
})
