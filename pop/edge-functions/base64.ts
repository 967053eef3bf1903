const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/

/** True for padded standard base64, the only form CloudFront takes for a body (CFF-84, LAE-31). */
export const isBase64 = (text: string): boolean => text.length % 4 === 0 && ALPHABET.test(text)
