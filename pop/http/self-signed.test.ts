import { X509Certificate, createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { selfSignedCertificate } from './self-signed.io.ts'

test('the certificate covers the local names and the given ones, and belongs to its key', async () => {
  const { key, cert } = await selfSignedCertificate(['live.example.com', 'shop.localhost', '192.0.2.7'])
  const certificate = new X509Certificate(cert)
  for (const host of ['localhost', 'shop.localhost', 'live.example.com'])
    expect(certificate.checkHost(host)).toBeDefined()
  for (const ip of ['127.0.0.1', '::1', '192.0.2.7']) expect(certificate.checkIP(ip)).toBeDefined()
  expect(certificate.checkHost('example.org')).toBeUndefined()
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
})

test('it is valid now and for a month', async () => {
  const now = Date.UTC(2026, 0, 2)
  const { validFrom, validTo } = new X509Certificate((await selfSignedCertificate([], now)).cert)
  expect(Date.parse(validFrom)).toBeLessThan(now)
  expect(Date.parse(validTo)).toBe(now + 30 * 86_400_000)
})
