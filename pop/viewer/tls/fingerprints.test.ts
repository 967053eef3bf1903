import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseClientHello } from './client-hello.ts'
import type { ClientHello } from './client-hello-fields.ts'
import { ja3, ja4 } from './fingerprints.ts'

const u8 = (value: number): Buffer => Buffer.from([value])
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const vector = (lengthBytes: 1 | 2, ...parts: Buffer[]): Buffer => {
  const bytes = Buffer.concat(parts)
  return Buffer.concat([lengthBytes === 1 ? u8(bytes.length) : u16(bytes.length), bytes])
}
const numbers = (list: readonly number[]): Buffer => Buffer.concat(list.map(u16))

interface Written {
  readonly version?: number
  readonly ciphers: readonly number[]
  readonly extensions: readonly (readonly [type: number, body: Buffer])[]
  /** Bytes a record holds at most. */
  readonly recordBytes?: number
}

/** A ClientHello as it goes over the wire. */
const wire = ({ version = 0x0303, ciphers, extensions, recordBytes = 16_384 }: Written): Buffer => {
  const body = Buffer.concat([
    u16(version),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(32, 9)),
    vector(2, numbers(ciphers)),
    vector(1, u8(0)),
    vector(2, ...extensions.map(([type, bytes]) => Buffer.concat([u16(type), vector(2, bytes)]))),
  ])
  const message = Buffer.concat([u8(1), u8(0), u16(body.length), body])
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += recordBytes)
    records.push(u8(22), u16(0x0301), vector(2, message.subarray(at, at + recordBytes)))
  return Buffer.concat(records)
}

const GREASE = 0x3a3a

/** A browser's hello: the example of JA4's technical description, in an order of its own. */
const BROWSER: Written = {
  ciphers: [
    GREASE,
    0x1301,
    0x1302,
    0x1303,
    0xc02b,
    0xc02f,
    0xc02c,
    0xc030,
    0xcca9,
    0xcca8,
    0xc013,
    0xc014,
    0x009c,
    0x009d,
    0x002f,
    0x0035,
  ],
  extensions: [
    [GREASE, Buffer.alloc(0)],
    [0x001b, Buffer.alloc(0)],
    [0x0000, Buffer.alloc(0)],
    [0x0033, Buffer.alloc(1_200)],
    [0x0010, vector(2, vector(1, Buffer.from('h2')), vector(1, Buffer.from('http/1.1')))],
    [0x4469, Buffer.alloc(0)],
    [0x0017, Buffer.alloc(0)],
    [0x002d, Buffer.alloc(0)],
    [0x000d, vector(2, numbers([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]))],
    [0x0005, Buffer.alloc(0)],
    [0x0023, Buffer.alloc(0)],
    [0x0012, Buffer.alloc(0)],
    [0x002b, vector(1, numbers([GREASE, 0x0304, 0x0303]))],
    [0xff01, Buffer.alloc(0)],
    [0x000b, vector(1, u8(0))],
    [0x000a, vector(2, numbers([GREASE, 0x001d, 0x0017]))],
    [0x0015, Buffer.alloc(0)],
  ],
}

const helloOf = (written: Written): ClientHello => {
  const parsed = parseClientHello(wire(written))
  if (parsed.kind !== 'hello') throw new Error(parsed.kind)
  return parsed.hello
}

test('REQH-11 JA4: the published example', () => {
  expect(ja4(helloOf(BROWSER))).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1')
})

test('REQH-11 JA3: the published example', () => {
  const hello: ClientHello = {
    legacyVersion: 769,
    ciphers: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
    extensions: [0, 10, 11],
    groups: [23, 24, 25],
    pointFormats: [0],
    signatureAlgorithms: [],
    supportedVersions: [],
    alpn: undefined,
  }
  expect(ja3(hello)).toBe('ada70206e40642a3e4461f35503241d5')
})

test('REQH-11 the order of the extensions is part of JA3 and not of JA4; GREASE of neither', () => {
  const other = {
    ciphers: BROWSER.ciphers.filter(cipher => cipher !== GREASE),
    extensions: BROWSER.extensions.filter(([type]) => type !== GREASE).toReversed(),
  }
  expect(ja4(helloOf(other))).toBe(ja4(helloOf(BROWSER)))
  expect(ja3(helloOf(other))).not.toBe(ja3(helloOf(BROWSER)))
  const withoutGrease = { ...other, extensions: other.extensions.toReversed() }
  expect(ja3(helloOf(withoutGrease))).toBe(ja3(helloOf(BROWSER)))
})

test.each([
  {
    what: 'no ALPN, no name, TLS 1.2',
    hello: { ciphers: [0xc02f], extensions: [] },
    is: /^t12i010000_[0-9a-f]{12}_000000000000$/,
  },
  { what: 'no ciphers', hello: { ciphers: [], extensions: [] }, is: /^t12i000000_000000000000_0{12}$/ },
  { what: 'an old version', hello: { version: 0x0301, ciphers: [], extensions: [] }, is: /^t10i/ },
  { what: 'an unknown version', hello: { version: 0x0999, ciphers: [], extensions: [] }, is: /^t00i/ },
  {
    what: 'an ALPN of odd bytes',
    hello: { ciphers: [], extensions: [[16, vector(2, vector(1, Buffer.from([0xab, 0xcd])))] as const] },
    is: /^t12i0001ad_/,
  },
  {
    what: 'a hundred ciphers',
    hello: { ciphers: Array.from({ length: 100 }, (_, i) => i), extensions: [] },
    is: /^t12i9900/,
  },
])('REQH-11 JA4: $what', ({ hello, is }) => expect(ja4(helloOf(hello))).toMatch(is))

describe('reading a hello', () => {
  const whole = wire(BROWSER)

  test('any number of bytes is a beginning, whatever the records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (recordBytes, cut) => {
        const bytes = wire({ ...BROWSER, recordBytes })
        const end = cut % bytes.length
        expect(parseClientHello(bytes.subarray(0, end)).kind).toBe('incomplete')
        expect(parseClientHello(bytes)).toEqual(parseClientHello(whole))
      }),
    )
  })

  test('bytes behind it play no part', () => {
    expect(parseClientHello(Buffer.concat([whole, Buffer.from('\x14\x03\x03\x00\x01\x01', 'latin1')]))).toEqual(
      parseClientHello(whole),
    )
  })

  test.each([
    { what: 'HTTP', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    { what: 'another handshake message', bytes: Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]) },
    { what: 'a length beyond all reason', bytes: Buffer.from([22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff]) },
  ])('$what is none', ({ bytes }) => expect(parseClientHello(bytes).kind).toBe('no-hello'))

  test('hostile bytes are told apart without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat({ max: 255 }), (noise, at, value) => {
        parseClientHello(Buffer.from(noise))
        const damaged = Buffer.from(whole)
        damaged[at % damaged.length] = value
        expect(['hello', 'incomplete', 'no-hello']).toContain(parseClientHello(damaged).kind)
      }),
    )
  })
})
