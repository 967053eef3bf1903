import { ingestFiles } from '../ingest/ingest-files.io.ts'
import type { IngestSummary, ObjectOutcome } from '../ingest/object-outcome.ts'
import type { KeptParameters } from '../ingest/query-parameters.ts'
import { createIngestProgressLine } from './ingest-progress.io.ts'
import { ingestSummaryText, outcomeText } from './ingest-words.ts'
import { withLogStore } from './open-log-store.io.ts'
import { say, styled } from './terminal.io.ts'

const keptParameters = (given: string): KeptParameters =>
  given === '*' ? 'all' : new Set(given.split(',').map(name => name.trim()))

/** `understudy logs ingest`. Out: exit status, 1 when a file was set aside. */
export const ingestLogs = (
  paths: readonly string[],
  options: { readonly store: string; readonly keepParameters?: string; readonly json?: boolean },
): Promise<0 | 1> =>
  withLogStore(options.store, {}, async store => {
    const line = createIngestProgressLine()
    const kept = options.keepParameters === undefined ? {} : { keptParameters: keptParameters(options.keepParameters) }
    const summary = await ingestFiles(
      store,
      paths,
      progress => {
        line.show(progress)
        if (progress.kind === 'finished') report(progress.outcome, options.json === true, line.clear)
      },
      kept,
    ).finally(line.clear)
    say(ingestSummaryText(summary, options.store))
    return statusOf(summary)
  })

/** Files are told as they are finished, those that need attention always, in words or as JSON. */
const report = (outcome: ObjectOutcome, isJson: boolean, clear: () => void): void => {
  const text = outcomeText(outcome)
  clear()
  if (text !== undefined) say(styled(outcome.kind === 'set-aside' ? 'red' : 'yellow', text))
  if (isJson) process.stdout.write(`${JSON.stringify(outcome)}\n`)
}

const statusOf = ({ outcomes }: IngestSummary): 0 | 1 => (outcomes.some(({ kind }) => kind === 'set-aside') ? 1 : 0)
