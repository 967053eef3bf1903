import type { AccessLogRecord } from '../../access-log/access-log-record.ts'
import { LogScanner } from '../../access-log/log-scanner.ts'
import { sampleRecord } from '../../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'
import { v2Header, v2Row } from '../../access-log/write-v2.ts'
import { Capture } from '../../replay/capture/capture.ts'

/** A capture from a log of these records; what a record does not name is a hit of a page. */
export const captureOf = (records: readonly Partial<AccessLogRecord>[], format: 'v1' | 'v2' = 'v2'): Capture => {
  const capture = new Capture()
  const scanner = new LogScanner(row => capture.add(row))
  const [header, row] = format === 'v1' ? [v1Header(), v1Row] : [v2Header(), v2Row]
  scanner.push(
    Buffer.from(header + records.map(record => `${row({ ...sampleRecord(), ...record })}\n`).join(''), 'latin1'),
  )
  scanner.end(true)
  return capture
}

/** Result types before and after the response, and the detail, all the same. */
export const resultTypes = (type: string, detailed = type) => ({
  resultType: type,
  responseResultType: type,
  detailedResultType: detailed,
})
