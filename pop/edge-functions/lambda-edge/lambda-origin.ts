import { setCustomHeaders } from '../../origin/custom-headers.ts'
import type { CustomOrigin, Origin, S3Origin } from '../../../distribution/model.ts'
import { capitalized, type HeaderList } from '../../../http/header-list.ts'
import { originIdOf } from '../origin-id.ts'
import type { LambdaCustomOrigin, LambdaHeaders, LambdaOrigin, LambdaS3Origin } from './invocation.ts'

const customHeaders = (origin: Origin): LambdaHeaders =>
  Object.fromEntries(origin.customHeaders.map(([name, value]) => [name, [{ key: capitalized(name), value }]]))

/** LAE-06, LAE-07: absent without a cap. */
const completionTimeout = ({ responseCompletionTimeoutSeconds: seconds }: Origin) =>
  seconds === undefined ? {} : { responseCompletionTimeout: seconds }

const customSettings = (origin: CustomOrigin, viewerProtocol: 'http' | 'https'): LambdaCustomOrigin => {
  const protocol =
    origin.protocolPolicy === 'match-viewer' ? viewerProtocol : origin.protocolPolicy === 'http-only' ? 'http' : 'https'
  return {
    customHeaders: customHeaders(origin),
    domainName: origin.domainName,
    keepaliveTimeout: origin.keepaliveTimeoutSeconds,
    path: origin.originPath,
    port: protocol === 'https' ? origin.httpsPort : origin.httpPort,
    protocol,
    readTimeout: origin.readTimeoutSeconds,
    ...completionTimeout(origin),
    sslProtocols: [...origin.sslProtocols],
  }
}

const regionOf = (domainName: string): string =>
  /\.s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(domainName)?.[1] ?? 'us-east-1'

const s3Settings = (origin: S3Origin): LambdaS3Origin => ({
  authMethod: origin.access === 'oai' ? 'origin-access-identity' : 'none', // LAE-07: OAC cannot be expressed
  customHeaders: customHeaders(origin),
  domainName: origin.domainName,
  path: origin.originPath,
  readTimeout: origin.readTimeoutSeconds,
  region: regionOf(origin.domainName),
  ...completionTimeout(origin),
})

/** `request.origin` of an event (LAE-06 to LAE-08). */
export const toLambdaOrigin = (origin: Origin, viewerProtocol: 'http' | 'https'): LambdaOrigin =>
  origin.kind === 'custom' ? { custom: customSettings(origin, viewerProtocol) } : { s3: s3Settings(origin) }

const modelHeaders = (headers: LambdaHeaders | undefined): Origin['customHeaders'] =>
  Object.entries(headers ?? {}).flatMap(([name, entries]) =>
    entries.map(({ value }) => [name.toLowerCase(), value] as const),
  )

/** LAE-06: 0 or absent is no cap. */
const completionSeconds = (timeout: number | undefined): number | undefined => (timeout === 0 ? undefined : timeout)

/** The origin a function chose, validated; what Lambda@Edge cannot express stays as it was (LAE-08). */
export const fromLambdaOrigin = (chosen: LambdaOrigin, before: Origin, known: ReadonlyMap<string, Origin>): Origin => {
  const settings = 'custom' in chosen ? chosen.custom : chosen.s3
  const common = {
    id: originIdOf(settings.domainName, before, known),
    domainName: settings.domainName,
    originPath: settings.path ?? '',
    customHeaders: modelHeaders(settings.customHeaders),
    connectionAttempts: before.connectionAttempts,
    connectionTimeoutSeconds: before.connectionTimeoutSeconds,
    originShieldRegion: before.originShieldRegion,
  }
  if ('s3' in chosen) {
    return {
      ...common,
      kind: 's3',
      readTimeoutSeconds: chosen.s3.readTimeout ?? before.readTimeoutSeconds,
      responseCompletionTimeoutSeconds: completionSeconds(chosen.s3.responseCompletionTimeout),
      access: before.kind === 's3' ? before.access : 'none',
    }
  }
  const { custom } = chosen
  return {
    ...common,
    kind: 'custom',
    readTimeoutSeconds: custom.readTimeout,
    responseCompletionTimeoutSeconds: completionSeconds(custom.responseCompletionTimeout),
    protocolPolicy: custom.protocol === 'http' ? 'http-only' : 'https-only',
    httpPort: custom.protocol === 'http' ? custom.port : 80,
    httpsPort: custom.protocol === 'https' ? custom.port : 443,
    keepaliveTimeoutSeconds: custom.keepaliveTimeout,
    sslProtocols: custom.sslProtocols,
  }
}

/** The headers of a request as functions see them: the origin's custom headers stand in `request.origin` alone (LAE-06, LAE-08). */
export const withoutCustomHeaders = (headers: HeaderList, { customHeaders }: Origin): HeaderList => {
  if (customHeaders.length === 0) return headers
  const visible = headers.clone()
  for (const [name] of customHeaders) visible.delete(name)
  return visible
}

/** The headers of a request as the origin gets them, after the function has had its say on both (POL-07, KEY-45). */
export const withCustomHeaders = (headers: HeaderList, origin: Origin): HeaderList => {
  if (origin.customHeaders.length === 0) return headers
  const sent = headers.clone()
  setCustomHeaders(sent, origin)
  return sent
}
