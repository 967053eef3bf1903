import { expect, test } from 'vitest'
import { ingestSummaryText, outcomeText } from './ingest-words.ts'
import type { ObjectOutcome } from '../ingest/object-outcome.ts'

const ingested: ObjectOutcome & { kind: 'ingested' } = {
  kind: 'ingested',
  key: 'a.log',
  rows: 1_200,
  shortRows: 0,
  skipped: {},
  unknownFields: [],
  sizeBytes: 10,
  logBytes: 10,
  isReplacement: false,
}

test.each([
  { rule: 'nothing out of the ordinary', outcome: ingested, text: undefined },
  { rule: 'known', outcome: { kind: 'known', key: 'b', sameAs: 'a' } as const, text: undefined },
  {
    rule: 'skipped rows by reason',
    outcome: { ...ingested, skipped: { 'no-time': 1, 'too-few-columns': 2_000 } },
    text: '• a.log\n  1 row skipped: no-time\n  2,000 rows skipped: too-few-columns',
  },
  { rule: 'an empty file', outcome: { ...ingested, rows: 0, sizeBytes: 0 }, text: '• a.log\n  an empty file' },
  { rule: 'a header alone', outcome: { ...ingested, rows: 0 }, text: '• a.log\n  no rows' },
  {
    rule: 'replaced rows',
    outcome: { ...ingested, isReplacement: true },
    text: '• a.log\n  its rows of an earlier run were replaced',
  },
  { rule: 'short rows', outcome: { ...ingested, shortRows: 1 }, text: '• a.log\n  1 row ends before the last column' },
  {
    rule: 'unknown fields',
    outcome: { ...ingested, unknownFields: ['x', 'y'] },
    text: '• a.log\n  fields that are not known and were passed over: x, y',
  },
])('$rule', ({ outcome, text }) => expect(outcomeText(outcome)).toBe(text))

test('names of fields cannot act on the terminal', () => {
  expect(outcomeText({ ...ingested, unknownFields: ['\u001B[2J'] })).toContain(String.raw`\x1b[2J`)
})

test('a file set aside is named with reason and remedy', () => {
  expect(outcomeText({ kind: 'set-aside', key: 'a.gz', reason: 'the gzip data breaks off' })).toBe(
    '✘ set aside: the gzip data breaks off   a.gz\n  → none of its rows are in the store; mend or remove it and run again',
  )
})

test('a run in one line', () => {
  const outcomes: ObjectOutcome[] = [
    ingested,
    { kind: 'known', key: 'b', sameAs: 'a.log' },
    { kind: 'set-aside', key: 'c', reason: '' },
  ]
  expect(ingestSummaryText({ outcomes, ignored: ['d'], orphansRemoved: 2 }, 'store')).toBe(
    '1,200 rows of 1 file ingested, 1 known already, 1 set aside, 1 file in folders no access logs, 2 files of an interrupted run removed   store',
  )
})
