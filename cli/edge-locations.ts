import { parseAddresses, type AddressRule, type EdgeLocations } from '../pop/viewer/choose-location.ts'
import { Failure } from './failure.ts'

/** Three letters of an airport and what AWS puts after them. */
const CODE = /^[A-Z]{3}\d{1,3}(?:-[A-Z]{1,2}\d{1,2})?$/

const codeOf = (text: string): string => {
  if (CODE.test(text)) return text
  throw new Failure(`✘ --pop ${text}: not an edge location\n  → a code as in x-amz-cf-pop, such as CDG50-P1`, 2)
}

const ruleOf = (text: string, equals: number): AddressRule => {
  const addresses = parseAddresses(text.slice(0, equals))
  if (addresses === undefined)
    throw new Failure(
      `✘ --pop ${text}: no address or range before the =\n  → such as 127.0.0.2=FRA56-P1 or 10.0.0.0/8=FRA56-P1`,
      2,
    )
  return { addresses, location: codeOf(text.slice(equals + 1)) }
}

/**
 * `--pop CODE[,CODE…]` and `--pop ADDRESS[/BITS]=CODE`, each as often as wanted. The first code that is named serves whoever no range
 * holds. What cannot be read is a usage failure.
 */
export const parseEdgeLocations = (given: readonly string[], otherwise: string): EdgeLocations => {
  const codes: string[] = []
  const byAddress: AddressRule[] = []
  for (const text of given.flatMap(one => one.split(','))) {
    const equals = text.indexOf('=')
    if (equals === -1) codes.push(codeOf(text))
    else byAddress.push(ruleOf(text, equals))
  }
  const [first = otherwise, ...others] = codes
  return {
    codes: [
      first,
      ...new Set([...others, ...byAddress.map(({ location }) => location)].filter(code => code !== first)),
    ],
    byAddress,
  }
}
