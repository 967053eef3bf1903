import { loadText } from '../../distribution/fixtures/sample.ts'
import type { Distribution } from '../../distribution/model.ts'
import type { LoadedTemplate } from '../../distribution/template/load-template.ts'

/** A template whose only behaviour has these properties, as JSON. */
export const loadBehavior = (behavior: Readonly<Record<string, unknown>>): LoadedTemplate =>
  loadText(
    JSON.stringify({
      Resources: {
        Site: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: {
            DistributionConfig: {
              Enabled: true,
              Origins: [
                {
                  Id: 'ssr',
                  DomainName: 'ssr.example.org',
                  CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
                },
              ],
              DefaultCacheBehavior: { TargetOriginId: 'ssr', ViewerProtocolPolicy: 'allow-all', ...behavior },
            },
          },
        },
      },
    }),
    {},
    'behavior.json',
  )

/** The distribution with these legacy settings; a problem is a mistake of the test. */
export const legacyDistribution = (
  forwardedValues: Readonly<Record<string, unknown>>,
  behavior: Readonly<Record<string, unknown>> = {},
): Distribution => {
  const { distributions, problems } = loadBehavior({ ForwardedValues: forwardedValues, ...behavior })
  const [distribution] = distributions
  if (distribution === undefined) throw new Error(problems.map(({ message }) => message).join('\n'))
  return distribution
}
