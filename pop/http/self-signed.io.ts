import { isIP } from 'node:net'

/** PEM texts for `node:https` and `node:http2`. */
export interface ServerCertificate {
  readonly key: string
  readonly cert: string
}

const LOCAL_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1']
const VALID_DAYS = 30
const DAY_MS = 86_400_000

/**
 * A fresh certificate that nobody trusts yet, for the local names and the given ones (host names or IP addresses; no wildcard below
 * a top-level name such as `*.localhost`, which clients refuse).
 * The library behind it is loaded only here: plain HTTP does not pay for it.
 */
export const selfSignedCertificate = async (
  names: readonly string[] = [],
  now = Date.now(),
): Promise<ServerCertificate> => {
  const { generate } = await import('selfsigned')
  const altNames = [...new Set([...LOCAL_NAMES, ...names])].map(name =>
    isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const),
  )
  const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // A day back: clocks of a phone or a virtual machine differ.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key, cert }
}
