import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeValue } from '../access-log/encode-value.ts'
import { openStore } from './store.io.ts'
import {
  ended,
  file,
  ingest,
  parts,
  temporaryFolder,
  temporaryStore,
  v1Log,
  type RecordPart,
} from './store-for-test.test-data.ts'

describe('hostile values change nothing but their own cell', () => {
  const HOSTILE = [
    `' OR 1=1; DROP TABLE objects; --`,
    `"'\`$$`,
    '\0',
    '\u001f',
    '#',
    '%FF',
    'caf\u00e9 \u00ff\u00fe',
    '\t\n\r',
    '-- ',
  ]

  test.each(HOSTILE.map(value => ({ value })))('$value', async ({ value }) => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const hostile: RecordPart = {
      endedAt: ended,
      uri: `/${value}`,
      userAgent: `a${value}`,
      hostHeader: `h${value}`,
      requestId: value,
    }
    await ingest(store, file(folder, 'log', Buffer.from(v1Log([...parts(1), hostile, ...parts(1, 1)]), 'latin1')))
    const rows = await store.query('SELECT request_id, path_raw, user_agent, bytes_out FROM requests ORDER BY line_no')
    expect(rows).toMatchObject([
      { request_id: 'id-0', bytes_out: 10_342 },
      { request_id: value, path_raw: `/${value}`, user_agent: `a${value}`, bytes_out: 10_342 },
      { request_id: 'id-1', bytes_out: 10_342 },
    ])
  })

  test('nearly a megabyte', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const userAgent = 'x'.repeat(1_000_000)
    await ingest(store, file(folder, 'log', v1Log([{ endedAt: ended, userAgent }])))
    expect(await store.query('SELECT length(user_agent) AS length FROM requests')).toEqual([{ length: 1_000_000 }])
  })

  test('file names too', async () => {
    const folder = temporaryFolder()
    const store = await temporaryStore(join(folder, `st'ore "x" $1`))
    const log = file(folder, `log'; DROP TABLE objects; -- [a] *`, v1Log(parts(2)))
    expect((await ingest(store, log)).kinds).toEqual(['ingested'])
    expect(await store.query('SELECT DISTINCT object_key FROM requests')).toEqual([{ object_key: log }])
  })

  test('any bytes in any text field come out as they went in', async () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 }).map(text => Buffer.from(text, 'utf8').toString('utf8'))
    const record = fc.record({
      requestId: cell,
      contentType: cell,
      tlsCipher: cell,
      uri: cell.map(text => `/${text.replaceAll('?', '')}`),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async records => {
        const folder = temporaryFolder()
        const store = await openStore(join(folder, 'store'))
        await ingest(
          store,
          file(folder, 'log', Buffer.from(v1Log(records.map(part => ({ ...part, endedAt: ended }))), 'latin1')),
        )
        const rows = await store.query(
          'SELECT request_id, content_type, tls_cipher, path_raw FROM requests ORDER BY line_no',
        )
        store.close()
        expect(rows).toEqual(
          records.map(({ requestId, contentType, tlsCipher, uri }) => ({
            request_id: absent(requestId),
            content_type: absent(contentType),
            tls_cipher: absent(tlsCipher),
            path_raw: uri,
          })),
        )
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

/** In a log, an empty value and a hyphen are an absent one. */
const absent = (text: string): string | null => (encodeValue(text) === '-' ? null : text)
