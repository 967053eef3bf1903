import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { NO_BODY } from '../body.ts'
import { contentRangeLengthError } from './content-range-length.ts'

const range = (contentRange: string, contentLength?: string) => ({
  'content-range': contentRange,
  ...(contentLength === undefined ? {} : { 'content-length': contentLength }),
})

test.each([
  { rule: 'a part shorter than its range', headers: range('bytes 0-19/100', '10'), says: 'has 20 bytes' },
  { rule: 'a part longer than its range', headers: range('bytes 90-99/100', '100'), says: 'Content-Length 100' },
  { rule: 'an object of unknown length', headers: range('bytes 0-19/*', '10'), says: 'has 20 bytes' },
  { rule: 'the two agree', headers: range('bytes 0-9/100', '10'), says: undefined },
  { rule: 'a chunked part states one length', headers: range('bytes 0-9/100'), says: undefined },
  { rule: 'several parts state no range', headers: { 'content-length': '10' }, says: undefined },
  { rule: 'a range that ends before it begins has no length', headers: range('bytes 9-0/100', '10'), says: undefined },
  { rule: 'another unit', headers: range('seconds 0-19/100', '10'), says: undefined },
  { rule: 'a 200 has no part', status: 200, headers: range('bytes 0-19/100', '10'), says: undefined },
])('GEN-15: $rule', ({ status = 206, headers, says }) => {
  const error = contentRangeLengthError({ status, headers: HeaderList.of(headers), body: NO_BODY })
  if (says === undefined) expect(error).toBeUndefined()
  else expect(error).toContain(says)
})
