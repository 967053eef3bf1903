import { url as inspectorUrl } from 'node:inspector'
import { resolve } from 'node:path'
import type { AccessLogFormat } from '../access-log/access-log-file.io.ts'
import type { Distribution, PublicKey } from '../distribution/model.ts'
import { listenForControl } from '../pop/control/control-server.io.ts'
import type { FinishedExchange, Listener } from '../pop/server.io.ts'
import type { KeyValueSource } from '../pop/edge-functions/key-value-store.ts'
import { createStage, type OriginStandIn, type Stage, type StageOptions } from '../pop/stage.io.ts'
import { ServedRequests } from '../pop/trace/served-requests.ts'
import type { EdgeLocations } from '../pop/viewer/choose-location.ts'
import { isLogged } from '../pop/viewer/refuse.ts'
import type { Switches } from '../pop/switches.ts'
import { builtFunctions, BUILT_FUNCTIONS_FOLDER } from './built-functions.io.ts'
import { Failure } from './failure.ts'
import { explainServed } from '../explain/explain-served.ts'
import { consoleLines, requestLine } from './request-line.ts'
import { leaveStageAddress } from './stage-address.io.ts'
import { say, styled } from './terminal.io.ts'

export interface ServeOptions {
  readonly distributions: readonly [Distribution, ...Distribution[]]
  readonly origins: ReadonlyMap<string, OriginStandIn>
  /** PEM; undefined: only the public ones. */
  readonly originCa?: string | undefined
  readonly keyValueStores: ReadonlyMap<string, KeyValueSource>
  /** Public keys that may sign beside those of the template, by key pair id. */
  readonly givenKeys?: ReadonlyMap<string, PublicKey>
  readonly port: number
  /** Undefined: no HTTPS. */
  readonly httpsPort: number | undefined
  readonly locations: EdgeLocations
  /** Where a viewer is, by address; unknown by default. */
  readonly geographyOf?: StageOptions['geographyOf']
  readonly cacheMegabytes: number
  readonly switches: Partial<Switches>
  /** Undefined: none. */
  readonly accessLogFile: string | undefined
  readonly accessLogFormat: AccessLogFormat
  readonly quiet: boolean
}

export interface Serving {
  readonly stage: Stage
  readonly listeners: readonly Listener[]
  /** Takes invalidations, and tells why requests went as they did. */
  readonly controlUrl: string
  close(): Promise<void>
}

const REQUESTS_REMEMBERED = 1_000
/** Ten microseconds for each cache that a miss asks. */
const NEAREST_AMONG = 200

const listeningFailure = (error: unknown, port: number, option: '--port' | '--https-port'): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new Failure(
      `✘ port ${port} is taken\n  → end what uses it, or choose another with ${option} (0: any free one)`,
    )
  if (code === 'EACCES')
    return new Failure(`✘ port ${port} may not be used by this account\n  → choose one above 1023 with ${option}`)
  return error
}

const listenOn = async (
  port: number,
  option: '--port' | '--https-port',
  listen: () => Promise<Listener>,
): Promise<Listener> => {
  try {
    return await listen()
  } catch (error) {
    throw listeningFailure(error, port, option)
  }
}

const secureListener = async (stage: Stage, { httpsPort, distributions }: ServeOptions): Promise<Listener[]> => {
  if (httpsPort === undefined) return []
  const { selfSignedCertificate } = await import('../pop/http/self-signed.io.ts')
  const names = distributions.flatMap(({ domainName, aliases }) => [domainName, ...aliases])
  const certificate = await selfSignedCertificate(names)
  return [await listenOn(httpsPort, '--https-port', () => stage.listenSecurely(httpsPort, certificate))]
}

/** Finds built files as they are now. */
export const builtFileFinder = (): ReturnType<typeof builtFunctions> => builtFunctions(resolve(BUILT_FUNCTIONS_FOLDER))

/** Puts distributions on the stage and listens. Throws a failure when a port is taken, or the access log cannot be written. */
export const serve = async (options: ServeOptions): Promise<Serving> => {
  const { distributions, origins, keyValueStores, port, locations, cacheMegabytes, quiet } = options
  const log =
    options.accessLogFile === undefined ? undefined : await openLog(options.accessLogFile, options.accessLogFormat)
  const requests = new ServedRequests(REQUESTS_REMEMBERED)
  const stage = createStage({
    distributions,
    origins,
    ...(options.originCa === undefined ? {} : { originCa: options.originCa }),
    keyValueStores,
    ...(options.givenKeys === undefined ? {} : { givenKeys: options.givenKeys }),
    builtFileOf: builtFileFinder(),
    // Under a debugger each request is to reach its breakpoints.
    remembersAnswers: inspectorUrl() === undefined,
    locations,
    ...(options.geographyOf === undefined ? {} : { geographyOf: options.geographyOf }),
    switches: options.switches,
    tierCapacityBytes: cacheMegabytes * 1024 * 1024,
    nearestAmong: NEAREST_AMONG,
    onMessage: say,
    onFinished: exchange => {
      requests.record(exchange)
      log?.write(exchange)
      for (const line of consoleLines(exchange)) say(line)
      if (!quiet) say(requestLine(exchange, locations.codes.length > 1))
    },
  })
  for (const warning of stage.functionWarnings) say(styled('yellow', `• ${warning}`))
  for (const problem of stage.compileProblems)
    say(
      styled(
        'yellow',
        `• ${problem}\n  CloudFront deploys it all the same and answers every request with 503 (CFF-140)`,
      ),
    )
  try {
    const secure = await secureListener(stage, options)
    const plain = await listenOn(port, '--port', () => stage.listen(port))
    const control = await listenForControl({ points: () => stage.points, requests, explain: explainServed }, 0)
    const forgetAddress = leaveStageAddress(control.url)
    const close = async (): Promise<void> => {
      forgetAddress()
      await control.close()
      await stage.close()
      await log?.close()
    }
    return { stage, listeners: [plain, ...secure], controlUrl: control.url, close }
  } catch (error) {
    await stage.close()
    await log?.close()
    throw error
  }
}

const openLog = async (file: string, format: AccessLogFormat) => {
  const { openAccessLog } = await import('../access-log/access-log-file.io.ts')
  const { accessLogRecord } = await import('../pop/trace/access-log-record.ts')
  const log = openAccessLog(file, { format, onTrouble: say })
  await log.open().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(`✘ the access log cannot be written: ${why}   ${file}\n  → name a file in a folder of your own`)
  })
  const write = (exchange: FinishedExchange): void => {
    if (isLogged(exchange.viewer)) log.write(accessLogRecord(exchange))
  }
  return { write, close: () => log.close() }
}
