import type { IngestSummary, ObjectOutcome } from '../ingest/object-outcome.ts'
import { visibleText } from '../report/visible-text.ts'

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** What a person should know of one file; undefined: nothing out of the ordinary. Names of files and fields are anybody's. */
export const outcomeText = (outcome: ObjectOutcome): string | undefined => {
  if (outcome.kind === 'set-aside')
    return `✘ set aside: ${visibleText(outcome.reason)}   ${visibleText(outcome.key)}\n  → none of its rows are in the store; mend or remove it and run again`
  if (outcome.kind === 'known') return undefined
  const lines = notes(outcome)
  return lines.length === 0
    ? undefined
    : [`• ${visibleText(outcome.key)}`, ...lines.map(line => `  ${line}`)].join('\n')
}

const notes = (outcome: ObjectOutcome & { kind: 'ingested' }): string[] => {
  const lines = Object.entries(outcome.skipped).map(([reason, count]) => `${counted(count, 'row')} skipped: ${reason}`)
  if (outcome.sizeBytes === 0) lines.push('an empty file')
  else if (outcome.rows === 0) lines.push('no rows')
  if (outcome.shortRows > 0) lines.push(`${counted(outcome.shortRows, 'row ends', 'rows end')} before the last column`)
  if (outcome.unknownFields.length > 0)
    lines.push(`fields that are not known and were passed over: ${visibleText(outcome.unknownFields.join(', '))}`)
  if (outcome.isReplacement) lines.push('its rows of an earlier run were replaced')
  return lines
}

/** The end of a run in a few lines. In: the folder of the store, as the user named it. */
export const ingestSummaryText = ({ outcomes, ignored, orphansRemoved }: IngestSummary, store: string): string => {
  const ingested = outcomes.flatMap(outcome => (outcome.kind === 'ingested' ? [outcome] : []))
  const rows = ingested.reduce((sum, outcome) => sum + outcome.rows, 0)
  const ofKind = (kind: ObjectOutcome['kind']): number => outcomes.filter(outcome => outcome.kind === kind).length
  const parts = [`${counted(rows, 'row')} of ${counted(ingested.length, 'file')} ingested`]
  if (ofKind('known') > 0) parts.push(`${ofKind('known')} known already`)
  if (ofKind('set-aside') > 0) parts.push(`${ofKind('set-aside')} set aside`)
  if (ignored.length > 0) parts.push(`${counted(ignored.length, 'file')} in folders no access logs`)
  if (orphansRemoved > 0) parts.push(`${counted(orphansRemoved, 'file')} of an interrupted run removed`)
  return `${parts.join(', ')}   ${store}`
}
