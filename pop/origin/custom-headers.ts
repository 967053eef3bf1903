import type { Origin } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'

/** Writes an origin's custom headers over those of a request: the origin's win (POL-07), an empty `Accept-Encoding` removes it (KEY-45). */
export const setCustomHeaders = (headers: HeaderList, { customHeaders }: Origin): void => {
  for (const [name, value] of customHeaders) {
    if (name === 'accept-encoding' && value === '') headers.delete(name)
    else headers.set(name, value)
  }
}
