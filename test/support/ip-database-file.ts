// A writer of MaxMind databases as small as a test needs: IPv4, one row a network. Format: MaxMind DB File Format Specification, 2.0.

type Value = string | number | Value[] | { readonly [key: string]: Value }

const TYPE = { text: 2, double: 3, uint32: 6, map: 7, array: 11 }

const control = (type: number, size: number): Buffer => {
  if (size >= 285) throw new Error('longer than a test should need')
  const sizeBits = Math.min(size, 29)
  const head = type > 7 ? [sizeBits, type - 7] : [(type << 5) | sizeBits]
  return Buffer.from(size >= 29 ? [...head, size - 29] : head)
}

const encoded = (value: Value): Buffer => {
  if (typeof value === 'string')
    return Buffer.concat([control(TYPE.text, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number' && Number.isInteger(value)) {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(TYPE.uint32, 4), bytes])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return Buffer.concat([control(TYPE.double, 8), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encoded)])
  const entries = Object.entries(value)
  return Buffer.concat([control(TYPE.map, entries.length), ...entries.flat().map(encoded)])
}

type Slot = number | undefined | { readonly row: number }
interface TreeNode {
  readonly slots: [Slot, Slot]
}

const bitsOf = (network: string): number[] => {
  const [address = '', length = '32'] = network.split('/')
  const bits = address
    .split('.')
    .flatMap(part => Array.from({ length: 8 }, (_, bit) => (Number(part) >> (7 - bit)) & 1))
  return bits.slice(0, Number(length))
}

/** In: rows by network (`192.0.2.0/24`), which must not overlap. */
export const ipDatabaseFile = (rows: Readonly<Record<string, Value>>): Buffer => {
  const nodes: TreeNode[] = [{ slots: [undefined, undefined] }]
  const data: Buffer[] = []
  let dataBytes = 0
  for (const [network, row] of Object.entries(rows)) {
    const bits = bitsOf(network)
    let node = nodes[0]
    for (const [depth, bit] of bits.entries()) {
      if (node === undefined) throw new Error('networks overlap')
      if (depth === bits.length - 1) {
        node.slots[bit] = { row: dataBytes }
        break
      }
      const next = node.slots[bit]
      const index: number = typeof next === 'number' ? next : nodes.push({ slots: [undefined, undefined] }) - 1
      node.slots[bit] = index
      node = nodes[index]
    }
    const bytes = encoded(row)
    data.push(bytes)
    dataBytes += bytes.length
  }
  const tree = Buffer.alloc(nodes.length * 6)
  const record = (slot: Slot): number =>
    slot === undefined ? nodes.length : typeof slot === 'number' ? slot : nodes.length + 16 + slot.row
  nodes.forEach(({ slots }, index) => {
    tree.writeUIntBE(record(slots[0]), index * 6, 3)
    tree.writeUIntBE(record(slots[1]), index * 6 + 3, 3)
  })
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_780_000_000,
    database_type: 'Test-City',
    description: { en: 'a test' },
    ip_version: 4,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  }
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, encoded(metadata)])
}
