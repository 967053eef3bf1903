import { expect, test } from 'vitest'
import type { AssociationClaim } from './function-associations.ts'
import { refusedAssociations } from './function-associations.ts'

const edgeFunction = (eventType: string): AssociationClaim => ({ runner: 'function', eventType, includeBody: false })
const lambda = (eventType: string, includeBody = false): AssociationClaim => ({
  runner: 'lambda',
  eventType,
  includeBody,
})

test.each([
  {
    rule: 'CMB-03 functions at the viewer, Lambdas at the origin',
    refused: [],
    claims: [
      edgeFunction('viewer-request'),
      edgeFunction('viewer-response'),
      lambda('origin-request'),
      lambda('origin-response'),
    ],
  },
  {
    rule: 'CMB-03 Lambdas at all four events',
    refused: [],
    claims: [lambda('viewer-request'), lambda('origin-request'), lambda('origin-response'), lambda('viewer-response')],
  },
  {
    rule: 'CMB-01, ORR-50 two functions at one event',
    refused: ['1 CMB-01'],
    claims: [edgeFunction('viewer-request'), edgeFunction('viewer-request')],
  },
  {
    rule: 'CMB-01, ORR-50 two Lambdas at one event',
    refused: ['1 CMB-01'],
    claims: [lambda('origin-request'), lambda('origin-request')],
  },
  {
    rule: 'CMB-01, ORR-50 a function and a Lambda at one event',
    refused: ['1 CMB-01'],
    claims: [edgeFunction('viewer-request'), lambda('viewer-request')],
  },
  {
    rule: 'CMB-02, ORR-50 mixed over different viewer events',
    refused: ['1 CMB-02'],
    claims: [edgeFunction('viewer-request'), lambda('viewer-response')],
  },
  { rule: 'CFF-112 a function at an origin event', refused: ['0 CFF-112'], claims: [edgeFunction('origin-response')] },
  { rule: 'LAE-01 an event that does not exist', refused: ['0 LAE-01'], claims: [lambda('viewer')] },
  { rule: 'LAE-40 the body at a response event', refused: ['0 LAE-40'], claims: [lambda('origin-response', true)] },
  { rule: 'LAE-40 the body at a request event', refused: [], claims: [lambda('origin-request', true)] },
])('$rule', ({ claims, refused }) => {
  expect(refusedAssociations(claims).map(({ index, rule }) => `${index} ${rule}`)).toEqual(refused)
})
