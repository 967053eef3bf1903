import type { CloudFrontRequest } from 'aws-lambda'

/** The page that stands in for every page of the site. */
const STATIC_PAGE_PATH = '/static-index.html'

/**
 * An S3 origin on the HTML behaviour can only be the secondary of the origin group, and the bucket has none of the SSR pages:
 * it is asked for the static one. The result is cached under the page's own key (LAE-28).
 */
export const rewriteForSecondary = (request: CloudFrontRequest): CloudFrontRequest => {
  if (request.origin?.s3 === undefined) return request
  request.uri = STATIC_PAGE_PATH
  request.querystring = ''
  return request
}
