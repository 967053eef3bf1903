import { V2_FIELDS } from './fields.ts'
import { fieldsLine, rowWriter } from './row-writer.ts'

/** Everything but what only multi-tenant and mutual-TLS distributions have. */
const WRITTEN_FIELDS = V2_FIELDS.filter(({ name }) => name !== 'distribution-tenant-id' && name !== 'connection-id')

/** The line that starts a file of format `w3c`, with its newline (cloudfront-logs 2.2: no `#Version` line). */
export const v2Header = (): string => fieldsLine(WRITTEN_FIELDS)

/** One record as a line of a standard log v2 of format `w3c`, without newline. */
export const v2Row = rowWriter(WRITTEN_FIELDS)
