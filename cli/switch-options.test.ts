import { expect, test } from 'vitest'
import { DEFAULT_SWITCHES, SWITCHES } from '../pop/switches.ts'
import { parseSwitches } from './switch-options.ts'

test.each([
  { given: 'originResponseOnOriginFailure=true', name: 'originResponseOnOriginFailure', value: true },
  { given: 'responseHeadersPolicyOnErrorPages=false', name: 'responseHeadersPolicyOnErrorPages', value: false },
  { given: 'failoverDecidedOn=origin-status', name: 'failoverDecidedOn', value: 'origin-status' },
  { given: 'keyValueStorePropagationSeconds=30.5', name: 'keyValueStorePropagationSeconds', value: 30.5 },
  { given: 'lambdaConcurrencyMax=2', name: 'lambdaConcurrencyMax', value: 2 },
  { given: 'lambdaConcurrencyMax=none', name: 'lambdaConcurrencyMax', value: Infinity },
])('$given', ({ given, name, value }) => {
  expect(parseSwitches([given])).toEqual({ [name]: value })
})

test.each(Object.entries(SWITCHES))('%s takes its own default, and no other text', (name, one) => {
  const text = one.default === Infinity ? 'none' : String(one.default)
  expect({ ...DEFAULT_SWITCHES, ...parseSwitches([`${name}=${text}`]) }).toEqual(DEFAULT_SWITCHES)
  expect(() => parseSwitches([`${name}=x`])).toThrow(`--switch ${name}=x: expected`)
})

test.each([
  { given: ['originResponseOnOriginFailure'], says: 'expected NAME=VALUE' },
  { given: ['keyValueStorePropagationSecond=1'], says: 'write keyValueStorePropagationSeconds' },
  { given: ['nothing=1'], says: 'known: originResponseOnOriginFailure, ' },
  { given: ['__proto__=1'], says: 'there is no such switch' },
  { given: ['lambdaConcurrencyMax=0'], says: 'expected a whole number from 1, or none' },
  { given: ['keyValueStorePropagationSeconds=-1'], says: 'expected seconds, 0 or more' },
  { given: ['originResponseOnOriginFailure=toString'], says: 'expected true or false' },
])('refuses $given', ({ given, says }) => {
  expect(() => parseSwitches(given)).toThrow(says)
})
