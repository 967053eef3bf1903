import type { Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'

/** Quota of a CloudFront Function in bytes of UTF-8 (CFF-150). Neither osls nor cfn-lint checks it. */
export const FUNCTION_SIZE_LIMIT_BYTES = 10_240

export const sizeBytes = (text: string): number => Buffer.byteLength(text, 'utf8')

const grouped = (bytes: number): string => bytes.toLocaleString('en-US')

/** `viewer-request 1,873 B of 10,240 (18 %)` */
export const sizeText = (name: string, bytes: number): string =>
  `${name} ${grouped(bytes)} B of ${grouped(FUNCTION_SIZE_LIMIT_BYTES)} (${Math.round((bytes / FUNCTION_SIZE_LIMIT_BYTES) * 100)} %)`

/** Whether the code fits. */
export const sizeFindings = (text: string): Finding[] => {
  const bytes = sizeBytes(text)
  if (bytes <= FUNCTION_SIZE_LIMIT_BYTES) return []
  const message = `the function has ${grouped(bytes)} bytes, ${grouped(bytes - FUNCTION_SIZE_LIMIT_BYTES)} more than CloudFront takes`
  const remedy = 'move data into a KeyValueStore, or leave a dependency out; object spread alone costs about 950 bytes'
  return [{ rule: 'CFF-150', severity: 'error', file: '', line: 1, column: 1, message, remedy }]
}
