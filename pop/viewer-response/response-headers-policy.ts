import type { CorsPolicy, ResponseHeadersPolicy } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { allowedOrigin } from './cors-origin.ts'

const CORS_FIELDS = [
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-max-age',
]

const ALL_METHODS = 'GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE'

/** RHP-21: what a preflight and what any CORS request gets. */
const corsFields = (cors: CorsPolicy, origin: string, isPreflight: boolean): (readonly [string, string])[] => {
  const allowed = allowedOrigin(cors.allowOrigins, origin)
  if (allowed === undefined) return []
  const fields: (readonly [string, string])[] = [['access-control-allow-origin', allowed]]
  if (cors.allowCredentials) fields.push(['access-control-allow-credentials', 'true'])
  if (isPreflight) {
    const methods = cors.allowMethods.includes('ALL') ? ALL_METHODS : cors.allowMethods.join(', ')
    if (methods !== '') fields.push(['access-control-allow-methods', methods])
    if (cors.allowHeaders.length > 0) fields.push(['access-control-allow-headers', cors.allowHeaders.join(', ')])
    if (cors.maxAgeSeconds !== undefined) fields.push(['access-control-max-age', String(cors.maxAgeSeconds)])
  }
  const exposes = isPreflight || cors.exposesToPreflightsOnly !== true
  if (exposes && cors.exposeHeaders.length > 0)
    fields.push(['access-control-expose-headers', cors.exposeHeaders.join(', ')])
  return fields
}

/** RHP-20 */
const applyCors = (cors: CorsPolicy, request: HeaderList, method: string, headers: HeaderList): void => {
  const origin = request.get('origin')
  if (origin === undefined) return
  if (!cors.originOverride && CORS_FIELDS.some(name => headers.has(name))) return
  const isPreflight = method === 'OPTIONS' && request.has('access-control-request-method')
  for (const [name, value] of corsFields(cors, origin, isPreflight)) headers.set(name, value)
}

/** Applies a policy to the viewer's copy of the headers: removals first, then additions (RHP-01, RHP-10 to RHP-12, RHP-20 to RHP-24). */
export const applyResponseHeadersPolicy = (
  policy: ResponseHeadersPolicy,
  method: string,
  request: HeaderList,
  headers: HeaderList,
): void => {
  for (const name of policy.removeHeaders) headers.delete(name)
  for (const { name, value, override } of policy.headers) {
    if (override || !headers.has(name)) headers.set(name, value)
  }
  if (policy.cors !== undefined) applyCors(policy.cors, request, method, headers)
}
