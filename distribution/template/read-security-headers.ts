import type { PolicyHeader } from '../model.ts'
import { CONTENT_SECURITY_POLICY_CHARACTERS } from '../quotas.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

const REFERRER_POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const

interface SecurityHeader {
  readonly name: string
  readonly value: (section: Section, reading: Reading) => string
}

/** By the property that configures them (RHP-10). */
const SECURITY_HEADERS: ReadonlyMap<string, SecurityHeader> = new Map<string, SecurityHeader>([
  [
    'ContentSecurityPolicy',
    { name: 'content-security-policy', value: (section, reading) => contentSecurityPolicy(section, reading) },
  ],
  ['ContentTypeOptions', { name: 'x-content-type-options', value: () => 'nosniff' }],
  [
    'FrameOptions',
    {
      name: 'x-frame-options',
      value: section => section.requiredOneOf('FrameOption', ['DENY', 'SAMEORIGIN'], 'RHP-10'),
    },
  ],
  [
    'ReferrerPolicy',
    {
      name: 'referrer-policy',
      value: section => section.requiredOneOf('ReferrerPolicy', [...REFERRER_POLICIES], 'RHP-10'),
    },
  ],
  [
    'StrictTransportSecurity',
    { name: 'strict-transport-security', value: section => strictTransportSecurity(section) },
  ],
  ['XSSProtection', { name: 'x-xss-protection', value: (section, reading) => xssProtection(section, reading) }],
])

/** The security headers of a response headers policy, in the order they are written. */
export const readSecurityHeaders = (reading: Reading, config: Section): readonly PolicyHeader[] => {
  const security = config.section('SecurityHeadersConfig')
  if (security === undefined) return []
  security.labels(...SECURITY_HEADERS.keys())
  security.finish()
  return security.names().flatMap(property => {
    const rule = SECURITY_HEADERS.get(property)
    const section = rule === undefined ? undefined : security.section(property)
    if (rule === undefined || section === undefined) return []
    const header = {
      name: rule.name,
      value: rule.value(section, reading),
      override: section.requiredBoolean('Override'),
    }
    section.finish()
    return [header]
  })
}

const contentSecurityPolicy = (section: Section, { log }: Reading): string => {
  const value = section.requiredText('ContentSecurityPolicy')
  if (value.length > CONTENT_SECURITY_POLICY_CHARACTERS) {
    const message = `ContentSecurityPolicy has ${value.length} characters, at most ${CONTENT_SECURITY_POLICY_CHARACTERS}`
    log.error(message, section.placeOf('ContentSecurityPolicy'), { remedy: 'shorten the policy', rule: 'RHP-10' })
  }
  return value
}

const strictTransportSecurity = (section: Section): string => {
  const parts = [`max-age=${section.requiredInteger('AccessControlMaxAgeSec', { min: 0 })}`]
  if (section.boolean('IncludeSubdomains') === true) parts.push('includeSubDomains')
  if (section.boolean('Preload') === true) parts.push('preload')
  return parts.join('; ')
}

const xssProtection = (section: Section, { log }: Reading): string => {
  const protection = section.requiredBoolean('Protection')
  const block = section.boolean('ModeBlock') === true
  const reportUri = section.text('ReportUri')
  if (block && reportUri !== undefined) {
    log.error('XSSProtection takes ModeBlock or ReportUri, not both', section.place, {
      remedy: 'remove one',
      rule: 'RHP-10',
    })
  }
  if (!protection) return '0'
  if (block) return '1; mode=block'
  return reportUri === undefined ? '1' : `1; report=${reportUri}`
}
