import { expect, test } from 'vitest'
import { builtinNames } from '../guest/builtins.ts'
import { absentGlobals, runtimeGlobals } from './runtime-globals.ts'

test.each(['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const)('%s has every global that AWS lists', runtime => {
  const there = new Set([...builtinNames(runtime), 'undefined', 'NaN', 'Infinity', 'arguments'])
  expect([...runtimeGlobals[runtime]].filter(name => !there.has(name))).toEqual([])
})

test.each(['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const)('%s has none that is known to be absent', runtime => {
  expect(builtinNames(runtime).filter(name => Object.hasOwn(absentGlobals, name))).toEqual([])
})
