import { BlockList, isIPv6 } from 'node:net'
import type { HeaderList } from '../../http/header-list.ts'

/** The edge locations of a stage, and who is served by which. */
export interface EdgeLocations {
  /** Codes such as `CDG50-P1`; the first serves whoever nothing else is said of. */
  readonly codes: readonly [string, ...string[]]
  /** The first range that holds the viewer's address decides. */
  readonly byAddress?: readonly AddressRule[]
}

export interface AddressRule {
  readonly addresses: BlockList
  readonly location: string
}

/** Names the location for one request. The option of a stage with several; it never reaches function, cache or origin. */
export const LOCATION_HEADER = 'x-understudy-pop'

/** An address or a range such as `203.0.113.0/24`; undefined when it is neither. */
export const parseAddresses = (text: string): BlockList | undefined => {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const bits =
    prefix === undefined ? (family === 'ipv6' ? 128 : 32) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (rest.length > 0 || Number.isNaN(bits)) return undefined
  const addresses = new BlockList()
  try {
    addresses.addSubnet(address, bits, family)
    return addresses
  } catch {
    return undefined
  }
}

/** Which location serves a viewer: the one it names, if the stage has it; else the one of its address; else the first. */
export const chooseLocation = (
  { codes, byAddress = [] }: EdgeLocations,
  viewer: { readonly headers: HeaderList; readonly clientIp: string },
): string => {
  const named = codes.length === 1 ? undefined : viewer.headers.get(LOCATION_HEADER)
  if (named !== undefined && codes.includes(named)) return named
  const family = isIPv6(viewer.clientIp) ? 'ipv6' : 'ipv4'
  return byAddress.find(({ addresses }) => addresses.check(viewer.clientIp, family))?.location ?? codes[0]
}
