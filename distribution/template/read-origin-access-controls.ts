import type { S3Origin } from '../model.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'

/** What an origin access control means for an S3 origin, by its id. */
export type OriginAccessControls = ReadonlyMap<string, S3Origin['access']>

const ACCESS = { always: 'oac-always', never: 'oac-never', 'no-override': 'oac-no-override' } as const

/** S3-01 */
export const readOriginAccessControls = (reading: Reading): OriginAccessControls =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::OriginAccessControl').map(resource => [
      refOf(reading, resource),
      readOriginAccessControl(reading, resource),
    ]),
  )

const readOriginAccessControl = (reading: Reading, resource: Resource): S3Origin['access'] => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('OriginAccessControlConfig')
  properties.finish()
  config.labels('Description')
  config.requiredText('Name')
  config.requiredOneOf('OriginAccessControlOriginType', ['s3', 'lambda', 'mediastore', 'mediapackagev2'])
  config.requiredOneOf('SigningProtocol', ['sigv4'])
  const behavior = config.requiredOneOf(
    'SigningBehavior',
    ['always', 'never', 'no-override', 'always-amz-auth'],
    'S3-01',
  )
  config.finish()
  if (behavior !== 'always-amz-auth') return ACCESS[behavior]
  reading.log.refused('SigningBehavior always-amz-auth is not emulated', config.placeOf('SigningBehavior'), {
    remedy: 'use always for the rehearsal',
    rule: 'S3-01',
  })
  return 'oac-always'
}
