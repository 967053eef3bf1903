import type { DrillCounter } from '../../report/drill-data.ts'
import type { OriginTally } from './parties.io.ts'
import type { DrillTally } from './tally.ts'

export interface Parties {
  readonly viewers: DrillTally
  readonly stage: OriginTally
  readonly log: OriginTally
  readonly report: OriginTally
}

/** The same quantities as each party counted them for itself, side by side. */
export const countersOf = ({ viewers, stage, log, report }: Parties): readonly DrillCounter[] => {
  const counter = (name: string, of: (tally: DrillTally) => number): DrillCounter => ({
    name,
    viewers: of(viewers),
    stage: of(stage),
    log: of(log),
    report: of(report),
  })
  // What only the edge knows.
  const behind = (name: string, of: (tally: OriginTally) => number): DrillCounter => ({
    name,
    stage: of(stage),
    log: of(log),
    report: of(report),
  })
  const names = (
    of: (tally: DrillTally) => Readonly<Record<string, number>>,
    tallies: readonly DrillTally[],
  ): string[] =>
    [...new Set(tallies.flatMap(tally => Object.keys(of(tally)).filter(name => of(tally)[name] !== 0)))].toSorted()
  return [
    counter('requests', tally => tally.requests),
    ...names(tally => tally.resultTypes, [viewers, stage, log, report]).map(type =>
      counter(type, ({ resultTypes }) => resultTypes[type] ?? 0),
    ),
    counter('masked errors', tally => tally.maskedErrors),
    counter('assets missing', tally => tally.missingAssets),
    ...names(tally => tally.variants, [stage, log, report]).map(variant =>
      behind(`variant ${variant}`, ({ variants }) => variants[variant] ?? 0),
    ),
    behind('requests that reached an origin', tally => tally.originRequests),
  ]
}
