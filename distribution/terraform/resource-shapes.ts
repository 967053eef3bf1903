import { DISTRIBUTION } from './distribution-shape.ts'
import type { Shape } from './shape.ts'
import { block, blocks, computed, items, value } from './shape.ts'

/** A Terraform type, the CloudFormation type it becomes, and where in it the attributes stand. */
export interface ResourceShape {
  readonly type: string
  /** The property around the attributes; undefined: they are the properties themselves. */
  readonly config: string | undefined
  readonly shape: Shape
}

const ALWAYS_COMPUTED = computed('arn', 'etag', 'id', 'last_modified_time', 'region', 'tags', 'tags_all', 'timeouts')

const SELECTIONS: Shape = {
  cookies_config: block('CookiesConfig', { cookie_behavior: value('CookieBehavior'), cookies: items('Cookies') }),
  headers_config: block('HeadersConfig', { header_behavior: value('HeaderBehavior'), headers: items('Headers') }),
  query_strings_config: block('QueryStringsConfig', {
    query_string_behavior: value('QueryStringBehavior'),
    query_strings: items('QueryStrings'),
  }),
}

const CACHE_POLICY: Shape = {
  name: value('Name'),
  comment: value('Comment'),
  min_ttl: value('MinTTL'),
  default_ttl: value('DefaultTTL'),
  max_ttl: value('MaxTTL'),
  parameters_in_cache_key_and_forwarded_to_origin: block('ParametersInCacheKeyAndForwardedToOrigin', {
    ...SELECTIONS,
    enable_accept_encoding_brotli: value('EnableAcceptEncodingBrotli'),
    enable_accept_encoding_gzip: value('EnableAcceptEncodingGzip'),
  }),
}

const OVERRIDE = { override: value('Override') }
const ITEMS = { items: value('Items') }

const RESPONSE_HEADERS_POLICY: Shape = {
  name: value('Name'),
  comment: value('Comment'),
  cors_config: block('CorsConfig', {
    access_control_allow_credentials: value('AccessControlAllowCredentials'),
    access_control_allow_headers: block('AccessControlAllowHeaders', ITEMS),
    access_control_allow_methods: block('AccessControlAllowMethods', ITEMS),
    access_control_allow_origins: block('AccessControlAllowOrigins', ITEMS),
    access_control_expose_headers: block('AccessControlExposeHeaders', ITEMS),
    access_control_max_age_sec: value('AccessControlMaxAgeSec'),
    origin_override: value('OriginOverride'),
  }),
  custom_headers_config: block('CustomHeadersConfig', {
    items: blocks('Items', { header: value('Header'), value: value('Value'), ...OVERRIDE }),
  }),
  remove_headers_config: block('RemoveHeadersConfig', { items: blocks('Items', { header: value('Header') }) }),
  security_headers_config: block('SecurityHeadersConfig', {
    content_security_policy: block('ContentSecurityPolicy', {
      content_security_policy: value('ContentSecurityPolicy'),
      ...OVERRIDE,
    }),
    content_type_options: block('ContentTypeOptions', OVERRIDE),
    frame_options: block('FrameOptions', { frame_option: value('FrameOption'), ...OVERRIDE }),
    referrer_policy: block('ReferrerPolicy', { referrer_policy: value('ReferrerPolicy'), ...OVERRIDE }),
    strict_transport_security: block('StrictTransportSecurity', {
      access_control_max_age_sec: value('AccessControlMaxAgeSec'),
      include_subdomains: value('IncludeSubdomains'),
      preload: value('Preload'),
      ...OVERRIDE,
    }),
    xss_protection: block('XSSProtection', {
      mode_block: value('ModeBlock'),
      protection: value('Protection'),
      report_uri: value('ReportUri'),
      ...OVERRIDE,
    }),
  }),
  server_timing_headers_config: block('ServerTimingHeadersConfig', {
    enabled: value('Enabled'),
    sampling_rate: value('SamplingRate'),
  }),
}

const FUNCTION: Shape = {
  name: value('Name'),
  code: value('FunctionCode'),
  publish: value('AutoPublish'),
  runtime: value('Runtime'),
  comment: value('Comment'),
  key_value_store_associations: value('KeyValueStoreAssociations'),
  ...computed('live_stage_etag', 'status'),
}

const LAMBDA: Shape = {
  function_name: value('FunctionName'),
  handler: value('Handler'),
  runtime: value('Runtime'),
  timeout: value('Timeout'),
  memory_size: value('MemorySize'),
  package_type: value('PackageType'),
  architectures: value('Architectures'),
  layers: value('Layers'),
  filename: value('Code'),
  s3_key: value('S3Key'),
  environment: block('Environment', { variables: value('Variables') }),
  vpc_config: block('VpcConfig', { subnet_ids: value('SubnetIds'), security_group_ids: value('SecurityGroupIds') }),
  dead_letter_config: block('DeadLetterConfig', { target_arn: value('TargetArn') }),
  tracing_config: block('TracingConfig', { mode: value('Mode') }),
  ephemeral_storage: block('EphemeralStorage', { size: value('Size') }),
}

const SHAPES: readonly (readonly [terraformType: string, shape: ResourceShape])[] = [
  [
    'aws_cloudfront_distribution',
    { type: 'AWS::CloudFront::Distribution', config: 'DistributionConfig', shape: DISTRIBUTION },
  ],
  [
    'aws_cloudfront_cache_policy',
    { type: 'AWS::CloudFront::CachePolicy', config: 'CachePolicyConfig', shape: CACHE_POLICY },
  ],
  [
    'aws_cloudfront_origin_request_policy',
    {
      type: 'AWS::CloudFront::OriginRequestPolicy',
      config: 'OriginRequestPolicyConfig',
      shape: { name: value('Name'), comment: value('Comment'), ...SELECTIONS },
    },
  ],
  [
    'aws_cloudfront_response_headers_policy',
    {
      type: 'AWS::CloudFront::ResponseHeadersPolicy',
      config: 'ResponseHeadersPolicyConfig',
      shape: RESPONSE_HEADERS_POLICY,
    },
  ],
  ['aws_cloudfront_function', { type: 'AWS::CloudFront::Function', config: undefined, shape: FUNCTION }],
  [
    'aws_cloudfront_key_value_store',
    {
      type: 'AWS::CloudFront::KeyValueStore',
      config: undefined,
      shape: { name: value('Name'), comment: value('Comment') },
    },
  ],
  [
    'aws_cloudfront_origin_access_control',
    {
      type: 'AWS::CloudFront::OriginAccessControl',
      config: 'OriginAccessControlConfig',
      shape: {
        name: value('Name'),
        description: value('Description'),
        origin_access_control_origin_type: value('OriginAccessControlOriginType'),
        signing_behavior: value('SigningBehavior'),
        signing_protocol: value('SigningProtocol'),
      },
    },
  ],
  [
    'aws_cloudfront_vpc_origin',
    {
      type: 'AWS::CloudFront::VpcOrigin',
      config: undefined,
      shape: {
        vpc_origin_endpoint_config: block('VpcOriginEndpointConfig', {
          ...computed('arn', 'name'),
          http_port: value('HTTPPort'),
          https_port: value('HTTPSPort'),
          origin_protocol_policy: value('OriginProtocolPolicy'),
          origin_ssl_protocols: items('OriginSSLProtocols'),
        }),
      },
    },
  ],
  [
    'aws_cloudfront_public_key',
    {
      type: 'AWS::CloudFront::PublicKey',
      config: 'PublicKeyConfig',
      shape: {
        name: value('Name'),
        comment: value('Comment'),
        encoded_key: value('EncodedKey'),
        caller_reference: value('CallerReference'),
        ...computed('name_prefix'),
      },
    },
  ],
  [
    'aws_cloudfront_key_group',
    {
      type: 'AWS::CloudFront::KeyGroup',
      config: 'KeyGroupConfig',
      shape: { name: value('Name'), comment: value('Comment'), items: value('Items') },
    },
  ],
  [
    'aws_cloudfront_continuous_deployment_policy',
    {
      type: 'AWS::CloudFront::ContinuousDeploymentPolicy',
      config: 'ContinuousDeploymentPolicyConfig',
      shape: {
        enabled: value('Enabled'),
        staging_distribution_dns_names: items('StagingDistributionDnsNames'),
        traffic_config: block('TrafficConfig', {
          type: value('Type'),
          single_header_config: block('SingleHeaderConfig', { header: value('Header'), value: value('Value') }),
          single_weight_config: block('SingleWeightConfig', {
            weight: value('Weight'),
            session_stickiness_config: block('SessionStickinessConfig', {
              idle_ttl: value('IdleTTL'),
              maximum_ttl: value('MaximumTTL'),
            }),
          }),
        }),
      },
    },
  ],
  ['aws_lambda_function', { type: 'AWS::Lambda::Function', config: undefined, shape: LAMBDA }],
]

/** What is read of Terraform's AWS provider, by type. Data sources have the attributes of the resource they look up. */
export const RESOURCE_SHAPES: ReadonlyMap<string, ResourceShape> = new Map(
  SHAPES.map(([terraformType, resource]) => [
    terraformType,
    { ...resource, shape: { ...ALWAYS_COMPUTED, ...resource.shape } },
  ]),
)
