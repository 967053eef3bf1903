import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIpv4Range } from '../pop/signed-access/access-policy.ts'
import { hasSignatureParameter } from '../pop/signed-access/signature-fields.ts'
import { policyTextOf, signedCookies, signedFieldsFor, signedUrl, type Grant } from '../pop/signed-access/sign.ts'
import { keyAlgorithm } from '../distribution/public-key.ts'
import { Failure } from './failure.ts'
import { isoTime } from './iso-time.ts'

export interface SignOptions {
  readonly keyPairId: string
  readonly privateKey: string
  readonly expires: string
  readonly starts?: string
  readonly ipAddress?: string
  readonly resource?: string
  readonly sha256?: boolean
  readonly cookies?: boolean
  readonly json?: boolean
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** Seconds since the epoch. In: milliseconds since the epoch. */
export const moment = (option: string, text: string, now: number): number => {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return Math.floor(now / 1_000) + Number(count) * (SECONDS_OF[unit] ?? 1)
  if (/^\d{9,11}$/.test(text)) return Number(text)
  return Math.floor(isoTime(option, text) / 1_000)
}

const privateKeyOf = (file: string): KeyObject => {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch {
    throw new Failure(`✘ --private-key ${file}: the file cannot be read`, 2)
  }
  try {
    const key = createPrivateKey(pem)
    if (keyAlgorithm(key) !== undefined) return key
  } catch {
    throw new Failure(`✘ --private-key ${file}: no private key in PEM without a pass phrase`, 2)
  }
  throw new Failure(`✘ --private-key ${file}: neither RSA with 2,048 bits nor ECDSA on P-256 [SEC-04]`, 2)
}

const checkUrl = (url: string): void => {
  const refuse = (why: string): never => {
    throw new Failure(`✘ ${url}: ${why}`, 2)
  }
  if (!/^https?:\/\/[^/]+\//.test(url)) refuse('expected a URL with http or https, a host and a path')
  if (/[#\s"\\]|[^\x21-\x7e]/.test(url))
    refuse('a fragment, white space, quotes and non-ASCII characters cannot be signed')
  const question = url.indexOf('?')
  if (question !== -1 && hasSignatureParameter(url.slice(question + 1))) refuse('it is signed already [SEC-02]')
}

const grantOf = (url: string, options: SignOptions, now: number): Grant => {
  const expires = moment('--expires', options.expires, now)
  const { ipAddress, starts } = options
  if (ipAddress !== undefined && !isIpv4Range(ipAddress))
    throw new Failure(`✘ --ip-address ${ipAddress}: expected an IPv4 address or range such as 192.0.2.0/24`, 2)
  // A ? begins the query string; as a wildcard it needs --resource.
  const resource = options.resource ?? (url.includes('*') ? url : undefined)
  if (resource === undefined && ipAddress === undefined && starts === undefined) return { kind: 'canned', url, expires }
  return {
    kind: 'custom',
    resource: resource ?? url,
    expires,
    starts: starts === undefined ? undefined : moment('--starts', starts, now),
    ipAddress,
  }
}

/** `understudy sign URL`. */
export const signCommand = (url: string, options: SignOptions, now = Date.now()): void => {
  checkUrl(url)
  const grant = grantOf(url, options, now)
  const signer = {
    keyPairId: options.keyPairId,
    privateKey: privateKeyOf(options.privateKey),
    algorithm: options.sha256 === true ? 'sha256' : 'sha1',
  } as const
  const fields = signedFieldsFor(grant, signer)
  const signed = { url: signedUrl(url, fields), cookie: signedCookies(fields) }
  if (options.json === true) {
    const whole = { ...signed, fields: Object.fromEntries(fields), policy: policyTextOf(grant) }
    process.stdout.write(`${JSON.stringify(whole, undefined, 2)}\n`)
  } else process.stdout.write(options.cookies === true ? `Cookie: ${signed.cookie}\n` : `${signed.url}\n`)
}
