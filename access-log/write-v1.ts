import { V1_FIELDS } from './fields.ts'
import { fieldsLine, rowWriter } from './row-writer.ts'

/** The two lines that start a file, each with its newline (cloudfront-logs 1.1). */
export const v1Header = (): string => `#Version: 1.0\n${fieldsLine(V1_FIELDS)}`

/** One record as a line of a standard log (legacy), without newline. */
export const v1Row = rowWriter(V1_FIELDS)
