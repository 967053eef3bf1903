import { nearestName } from './nearest-name.ts'

/** How to load what no stack at hand has made: its description from the API. */
export const fetched = (command: string, id: string): string =>
  `aws cloudfront ${command} --id ${id} > ${id}.json, and add --template ${id}.json`

/** The name that is meant, or the way to what was made elsewhere. */
export const remedyForId = (id: string, known: Iterable<string>, command: string, alsoNeeds = ''): string => {
  const meant = nearestName(id, known)
  return meant === undefined
    ? `refer to one of the template; for one made elsewhere: ${fetched(command, id)}${alsoNeeds}`
    : `write ${meant}`
}
