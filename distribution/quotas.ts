/** Quotas that a template can break, from the CloudFront Developer Guide, "Quotas". `…_DEFAULT` ones can be raised on request. */

/** QUO-09, BEH-13 */
export const BEHAVIORS_DEFAULT = 75
export const ORIGINS_DEFAULT = 100
export const ORIGIN_GROUPS_DEFAULT = 10
/** QUO-10 */
export const ALIASES_DEFAULT = 100
/** QUO-08 */
export const DISTRIBUTIONS_DEFAULT = 500
/** QUO-11: custom ones, of each kind */
export const POLICIES_DEFAULT = 20
/** QUO-12, KEY-18, POL-08 */
export const POLICY_HEADERS = 10
export const POLICY_COOKIES = 10
export const POLICY_QUERY_STRINGS = 10
export const POLICY_NAMES_CHARACTERS = 1_024
/** POL-26 */
export const LEGACY_COOKIES = 10
export const LEGACY_COOKIE_NAMES_BYTES = 512
export const LEGACY_QUERY_STRING_KEYS = 10
export const LEGACY_QUERY_STRING_KEY_CHARACTERS = 128
export const LEGACY_QUERY_STRING_KEYS_CHARACTERS = 512
export const LEGACY_HEADERS = 10
/** QUO-14 */
export const ORIGIN_CUSTOM_HEADERS_DEFAULT = 30
export const RESPONSE_CUSTOM_HEADERS_DEFAULT = 10
/** QUO-15, ORIG-17 */
export const CUSTOM_HEADER_NAME_CHARACTERS = 256
export const CUSTOM_HEADER_VALUE_CHARACTERS = 1_783
export const CUSTOM_HEADERS_CHARACTERS = 10_240
/** QUO-16, CFF-150 */
export const FUNCTION_CODE_BYTES = 10_240
/** QUO-16 */
export const FUNCTIONS = 100
/** QUO-18 */
export const KEY_VALUE_STORES_DEFAULT = 50
export const FUNCTIONS_PER_KEY_VALUE_STORE = 10
export const KEY_VALUE_STORES_PER_FUNCTION = 1
/** QUO-19 */
export const LAMBDAS_PER_DISTRIBUTION_DEFAULT = 100
/** QUO-25 */
export const STAGING_DISTRIBUTIONS = 20
export const CONTINUOUS_DEPLOYMENT_POLICIES_DEFAULT = 20
/** QUO-28 */
export const REAL_TIME_LOG_CONFIGS = 150
/** QUO-29 */
export const ORIGIN_ACCESS_CONTROLS = 100
/** QUO-19, LAE-80 */
export const LAMBDA_TIMEOUT_SECONDS = 30
/** LAE-84: not CloudFront's */
export const VIEWER_LAMBDA_FRAMEWORK_SECONDS = 5
/** LAE-81 */
export const VIEWER_LAMBDA_MEMORY_MEGABYTES = 128
export const LAMBDA_MEMORY_MEGABYTES = 10_240
/** QUO-21, LAE-40, LAE-41: of a body that it sees, and of a response that it makes, headers included */
export const VIEWER_LAMBDA_BYTES = 40 * 1_024
export const ORIGIN_LAMBDA_BYTES = 1_024 * 1_024
/** LAE-72 */
export const LAMBDA_EPHEMERAL_STORAGE_MEGABYTES = 512
/** SEC-07 */
export const KEYS_PER_KEY_GROUP = 5
export const KEY_GROUPS_PER_BEHAVIOR = 4
export const KEY_GROUPS_DEFAULT = 10
/** QUO-24, BEH-06, ROOT-03 */
export const PATH_PATTERN_CHARACTERS = 255
export const DEFAULT_ROOT_OBJECT_CHARACTERS = 255
/** RHP-10, RHP-33 */
export const CONTENT_SECURITY_POLICY_CHARACTERS = 1_783
export const ALLOW_ORIGIN_CHARACTERS = 1_783
