/** What fingerprints are made of. Numbers as on the wire, in their order, GREASE left out (RFC 8701). */
export interface ClientHello {
  readonly legacyVersion: number
  readonly ciphers: readonly number[]
  /** Types. */
  readonly extensions: readonly number[]
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  readonly supportedVersions: readonly number[]
  /** First name of the list, one character a byte. */
  readonly alpn: string | undefined
}
