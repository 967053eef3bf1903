import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Distribution } from '../distribution/model.ts'
import type { OriginStandIn } from '../pop/stage.io.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const standInOf = (id: string, value: string): OriginStandIn => {
  if (/^https?:\/\//.test(value)) {
    if (!URL.canParse(value)) throw new Failure(`✘ --origin ${id}=${value}: not a URL`, 2)
    return { kind: 'url', url: new URL(value) }
  }
  const folder = resolve(value)
  if (!isFolder(folder)) throw new Failure(`✘ --origin ${id}=${value}: neither an http(s) URL nor a folder`, 2)
  return { kind: 'folder', folder }
}

/** `--origin ID=URL|DIR`. An id that no distribution has is a usage failure that names the ids there are. */
export const parseOriginStandIns = (
  given: readonly string[],
  distributions: readonly Distribution[],
): Map<string, OriginStandIn> => {
  const known = new Set(distributions.flatMap(({ origins }) => [...origins.keys()]))
  const standIns = new Map<string, OriginStandIn>()
  for (const [id, value] of parseAssignments('--origin', given, 'ID=URL or ID=DIR')) {
    if (!known.has(id))
      throw new Failure(`✘ --origin ${id}: the template has no such origin\n  → origins: ${[...known].join(', ')}`, 2)
    standIns.set(id, standInOf(id, value))
  }
  return standIns
}
