import { expect, test } from 'vitest'
import { isRetried } from './attempts.ts'

test.each([
  { rule: 'RETRY-01 a read timeout of a GET', failure: 'read-timeout', method: 'GET', retried: true },
  { rule: 'RETRY-01 and of a HEAD', failure: 'read-timeout', method: 'HEAD', retried: true },
  { rule: 'RETRY-02 not of a POST', failure: 'read-timeout', method: 'POST', retried: false },
  { rule: 'RETRY-02 not of OPTIONS', failure: 'read-timeout', method: 'OPTIONS', retried: false },
  {
    rule: 'RETRY-03 a connection that times out, whatever the method',
    failure: 'connect-timeout',
    method: 'POST',
    retried: true,
  },
  { rule: 'RETRY-03 a refused connection, whatever the method', failure: 'refused', method: 'DELETE', retried: true },
  { rule: 'RETRY-06 a reset of a GET', failure: 'reset', method: 'GET', retried: true },
  { rule: 'RETRY-06 not of a POST', failure: 'reset', method: 'POST', retried: false },
  { rule: 'ORIG-05 no time is left', failure: 'completion-timeout', method: 'GET', retried: false },
] as const)('$rule', ({ failure, method, retried }) => {
  expect(isRetried(failure, method)).toBe(retried)
})
