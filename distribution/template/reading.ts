import type { Place } from '../problem.ts'
import type { ReaderNotes } from '../reader-notes.ts'
import type { ProblemLog } from './problem-log.ts'
import type { Resource } from './resources.ts'
import { Section } from './section.ts'
import type { TemplateScope } from './template-scope.ts'

/** What every reader of a part of the template needs. */
export interface Reading {
  readonly file: string
  readonly scope: TemplateScope
  readonly log: ProblemLog
  readonly notes: ReaderNotes
  /** True for a file or folder of this machine; paths are as the template's own path. */
  readonly fileExists: (path: string) => boolean
}

/** The resources of a type, in the order of the template. */
export const resourcesOfType = ({ scope }: Reading, type: string): readonly Resource[] =>
  [...scope.resources.values()].filter(resource => resource.type === type)

/** The properties of a resource. */
export const propertiesOf = ({ scope }: Reading, { properties, place }: Resource): Section =>
  new Section(scope, properties === undefined ? undefined : scope.resolve(properties), place)

/** What `Ref` gives for a resource that exists. */
export const refOf = ({ scope }: Reading, { logicalId, place }: Resource): string =>
  scope.identities.ref(logicalId, place) ?? ''

/** Warns when a quota that can be raised on request is exceeded. */
export const checkAdjustableQuota = (
  { log }: Reading,
  what: string,
  count: number,
  quota: number,
  place: Place,
  rule: string,
): void => {
  if (count <= quota) return
  log.warning(`${count} ${what}, above the default quota of ${quota}`, place, {
    remedy: 'ask AWS for a higher quota first',
    rule,
  })
}

/** Reports a quota that AWS does not raise. */
export const checkFixedQuota = (
  { log }: Reading,
  what: string,
  count: number,
  quota: number,
  place: Place,
  rule: string,
): void => {
  if (count > quota) log.error(`${count} ${what}, at most ${quota}`, place, { remedy: 'have fewer', rule })
}
