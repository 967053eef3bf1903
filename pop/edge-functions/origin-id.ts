import type { Origin } from '../../distribution/model.ts'

/** The id of the origin a function chose: one of the distribution with that domain keeps its own, and with it its stand-in on the stage. */
export const originIdOf = (domainName: string, before: Origin, known: ReadonlyMap<string, Origin>): string => {
  if (domainName === before.domainName) return before.id
  return [...known.values()].find(origin => origin.domainName === domainName)?.id ?? domainName
}
