/** A page of the AWS documentation. */
export interface AwsPage {
  readonly title: string
  readonly url: string
}

const guide = (title: string, name: string): AwsPage => ({
  title,
  url: `https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/${name}.html`,
})

/** Pages of the Amazon CloudFront Developer Guide and of a neighbour. */
export const PAGES = {
  accessLogs: guide('Standard logging (access logs)', 'AccessLogs'),
  cacheBehavior: guide('Cache behavior settings', 'DownloadDistValuesCacheBehavior'),
  cloudFrontHeaders: guide('Add CloudFront request headers', 'adding-cloudfront-headers'),
  compression: guide('Serve compressed files', 'ServingCompressedFiles'),
  cookies: guide('Cache content based on cookies', 'Cookies'),
  distributionSettings: guide('Distribution settings', 'DownloadDistValuesGeneral'),
  edgeFunctions: guide('Restrictions on all edge functions', 'edge-function-restrictions-all'),
  errorCaching: guide('Control how long CloudFront caches errors', 'custom-error-pages-expiration'),
  errorPages: guide('Generate custom error responses', 'custom-error-pages'),
  errorStatus: guide('Change response codes returned by CloudFront', 'custom-error-pages-response-code'),
  expiration: guide('Manage how long content stays in the cache (expiration)', 'Expiration'),
  failover: guide('Optimize high availability with CloudFront origin failover', 'high_availability_origin_failover'),
  functionRestrictions: guide('Restrictions on CloudFront Functions', 'cloudfront-function-restrictions'),
  functionRuntime: guide('JavaScript runtime 2.0 features for CloudFront Functions', 'functions-javascript-runtime-20'),
  headers: guide('Cache content based on request headers', 'header-caching'),
  lambdaEvents: guide('CloudFront events that can trigger a Lambda@Edge function', 'lambda-cloudfront-trigger-events'),
  managedCachePolicies: guide('Use managed cache policies', 'using-managed-cache-policies'),
  originRequestPolicy: guide('Understand origin request policies', 'origin-request-understand-origin-request-policy'),
  originSettings: guide('Origin settings', 'DownloadDistValuesOrigin'),
  permissionDenied: guide('HTTP 403 status code (Permission Denied)', 'http-403-permission-denied'),
  queryStrings: guide('Cache content based on query string parameters', 'QueryStringParameters'),
  responseHeadersPolicy: guide('Understand response headers policies', 'understanding-response-headers-policies'),
  restrictS3: guide('Restrict access to an Amazon S3 origin', 'private-content-restricting-access-to-s3'),
  viewerHttps: guide(
    'Require HTTPS for communication between viewers and CloudFront',
    'using-https-viewers-to-cloudfront',
  ),
  viewerProtocols: guide(
    'Supported protocols and ciphers between viewers and CloudFront',
    'secure-connections-supported-viewer-protocols-ciphers',
  ),
  lifecycle: {
    title: 'Managing the lifecycle of objects',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
  },
} as const satisfies Record<string, AwsPage>
