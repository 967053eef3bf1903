import type { Problem } from './problem.ts'

/** A property without its effect on the stage. */
export interface PropertyWithoutEffect {
  /** `refused` stops the load; `ignored` was read and changes nothing. */
  readonly severity: 'refused' | 'ignored'
  /** `Resources.Site.Properties.DistributionConfig.PriceClass`; undefined for a file as a whole. */
  readonly path: string | undefined
  readonly file: string
  /** 1-based. */
  readonly line: number | undefined
  /** Why, in one sentence. */
  readonly reason: string
  readonly rule: string | undefined
}

/** Every property that was ignored or refused at load, in the order it was met. */
export const propertiesWithoutEffect = (problems: readonly Problem[]): readonly PropertyWithoutEffect[] =>
  problems.flatMap(({ severity, message, place, rule }) =>
    severity === 'refused' || severity === 'ignored'
      ? [{ severity, path: place.path, file: place.file, line: place.line, reason: message, rule }]
      : [],
  )
