import type { AccessLogFormat } from '../access-log/access-log-file.io.ts'
import { parseAssignments } from './assignments.ts'
import { parseEdgeLocations } from './edge-locations.ts'
import { Failure } from './failure.ts'
import { viewerPlaces } from './viewer-places.io.ts'
import { findImportFiles } from './import-sources.io.ts'
import { parseKeyValueFiles } from './key-value-stores.io.ts'
import { hotReload, type Surroundings } from './hot-reload.io.ts'
import { threadLoader } from './load-in-thread.io.ts'
import { loadFromFiles, type LoadedDistributions } from './load-distributions.io.ts'
import { portNumber, wholeNumber } from './numbers.ts'
import { parseOriginStandIns, readOriginCa, requireSigner } from './origin-stand-ins.io.ts'
import { parsePublicKeys } from './public-keys.io.ts'
import { builtFileFinder, serve, type Serving } from './serve.io.ts'
import { parseSwitches } from './switch-options.ts'
import { say, styled } from './terminal.io.ts'
import { templateFiles } from './template-files.io.ts'
import { untilStopped } from './until-stopped.io.ts'
import { watchStores, type WatchedStores } from './watched-stores.io.ts'
import { counted } from '../explain/words.ts'
import type { Distribution } from '../distribution/model.ts'
import { DEFAULT_LOCATION } from '../pop/create-point-of-presence.ts'
import type { OriginStandIn } from '../pop/stage.io.ts'
import { LOCATION_HEADER, type EdgeLocations } from '../pop/viewer/choose-location.ts'

export interface DevOptions {
  readonly template: readonly string[]
  readonly parameter: readonly string[]
  readonly import: readonly string[]
  readonly origin: readonly string[]
  readonly originCa?: string
  readonly kvs: readonly string[]
  readonly publicKey: readonly string[]
  readonly port: string
  readonly httpsPort?: string
  readonly pop: readonly string[]
  readonly country?: string
  readonly ipDatabase?: string
  readonly cacheMegabytes: string
  readonly switch: readonly string[]
  readonly accessLog?: string
  readonly accessLogFormat: string
  readonly quiet?: boolean
  readonly verbose?: boolean
}

const tellDistribution = ({ logicalId, domainName, behaviors, origins }: Distribution): void => {
  say(
    `${styled('bold', logicalId)}  ${domainName}  ${counted(behaviors.length, 'behaviour')}, ${counted(origins.size, 'origin')}`,
  )
}

/** Their ids are the stage's own; who signs needs them. */
const tellKeys = (distributions: readonly Distribution[]): void => {
  const keys = distributions
    .flatMap(({ behaviors }) => behaviors)
    .flatMap(({ trustedSigners }) => [...(trustedSigners?.keys.keys() ?? [])])
  for (const id of new Set(keys)) say(`key pair ${styled('bold', id)}  → understudy sign URL --key-pair-id ${id} …`)
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

/** `understudy dev`: serves the user's own configuration until stopped, and follows its files. */
export const dev = async (options: DevOptions): Promise<void> => {
  const port = portNumber('--port', options.port)
  const httpsPort = options.httpsPort === undefined ? undefined : portNumber('--https-port', options.httpsPort)
  const switches = parseSwitches(options.switch)
  const parameters = parseAssignments('--parameter', options.parameter, 'KEY=VALUE')
  const imports = parseAssignments('--import', options.import, 'NAME=VALUE')
  const templates = templateFiles(options.template)
  const configuration = { templates, parameters, imports, verbose: options.verbose === true }
  const loaded = await loadFromFiles(configuration)
  const { distributions } = loaded
  const origins = parseOriginStandIns(options.origin, distributions)
  const locations = parseEdgeLocations(options.pop, DEFAULT_LOCATION)
  await requireSigner(origins)
  const givenKeys = parsePublicKeys(options.publicKey)
  const surroundings = (of: readonly Distribution[]): Surroundings => {
    const watched = watchedStores(options.kvs, of, parseOriginStandIns(options.origin, of))
    return { keyValueStores: watched.stores, builtFileOf: builtFileFinder(), close: () => watched.close() }
  }
  const initial = surroundings(distributions)
  distributions.forEach(tellDistribution)
  tellKeys(distributions)
  tellOrigins(distributions, origins)
  const serving = await serve({
    distributions,
    origins,
    originCa: options.originCa === undefined ? undefined : readOriginCa(options.originCa),
    keyValueStores: initial.keyValueStores ?? new Map(),
    givenKeys,
    port,
    httpsPort,
    locations,
    geographyOf: await viewerPlaces(options),
    cacheMegabytes: wholeNumber('--cache-megabytes', options.cacheMegabytes, 1, 65_536),
    switches,
    accessLogFile: options.accessLog,
    accessLogFormat: accessLogFormat(options.accessLogFormat),
    quiet: options.quiet === true,
  })
  tellListeners(serving)
  tellLocations(locations)
  const read = threadLoader()
  const load = ({ leftOut }: LoadedDistributions) => loadFromFiles({ ...configuration, read, mayLeaveOut: leftOut })
  const reloading = hotReload({ stage: serving.stage, loaded, load, surroundings, say }, initial)
  await untilStopped([clearCacheKey(serving)])
  reloading.close()
  await serving.close()
}

const tellLocations = ({ codes }: EdgeLocations): void => {
  if (codes.length > 1)
    say(`${styled('bold', 'locations')}  ${codes.join(', ')}; a request names one with ${LOCATION_HEADER}: CODE`)
}

export const tellListeners = ({ listeners, controlUrl }: Serving): void => {
  for (const { url } of listeners) say(`${styled('green', 'listening')}  ${url}`)
  say(`control    ${controlUrl}`)
  say(styled('dim', '           why was that a miss?  → npx understudy explain --latest /path'))
  say(styled('dim', "           not that copy again   → npx understudy invalidate '/path*' '#tag'"))
}

export const clearCacheKey = ({ stage }: Serving) => ({
  key: 'c',
  does: 'clear the cache',
  run: () => {
    stage.clearCache()
    say('cache cleared')
  },
})
