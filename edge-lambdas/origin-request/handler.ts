import type { CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda'
import { rewriteForSecondary } from './static-rewrite.ts'

/** Origin-request of the HTML behaviour in the mode `origin-group`; runs once for each member that is tried (LAE-25). */
export const handler = async (event: CloudFrontRequestEvent): Promise<CloudFrontRequest | undefined> => {
  const request = event.Records[0]?.cf.request
  return request && rewriteForSecondary(request)
}
