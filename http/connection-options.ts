import type { HeaderList } from './header-list.ts'

/** What a message cannot do without, whatever `Connection` says. */
const OF_THE_MESSAGE =
  /^(?:cache-control|connection|content-.*|date|etag|expect|expires|host|last-modified|location|set-cookie|transfer-encoding|upgrade|vary)$/

/** The fields that `Connection` names: they go no further than the connection (RFC 9110, 7.6.1). */
export const namedByConnection = (headers: HeaderList): string[] =>
  (headers.joined('connection') ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '' && !OF_THE_MESSAGE.test(name))

/** Takes off what `Connection` names. */
export const dropNamedByConnection = (headers: HeaderList): void => {
  for (const name of namedByConnection(headers)) headers.delete(name)
}
