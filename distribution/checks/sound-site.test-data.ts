import { filesAtHand } from '../fixtures/files-at-hand.ts'
import { loadConfiguration } from '../load-configuration.ts'
import type { LambdaFunction } from '../model.ts'
import { stops } from '../problem.ts'
import { checkDistributions } from './check-distributions.ts'
import type { CodeProblem, Finding } from './rule.ts'

/** A path below one of the parts, and the value to write there; undefined removes it. */
export type Change = readonly [path: string, value: unknown]

const NO_NAMES = { QueryStringsConfig: { QueryStringBehavior: 'none' }, CookiesConfig: { CookieBehavior: 'none' } }

const behavior = (target: string, cachePolicy: string): Record<string, unknown> => ({
  TargetOriginId: target,
  ViewerProtocolPolicy: 'redirect-to-https',
  Compress: true,
  CachePolicyId: { Ref: cachePolicy },
  ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03',
})

const cachePolicy = (name: string, ttls: readonly [number, number, number]): unknown => ({
  Type: 'AWS::CloudFront::CachePolicy',
  Properties: {
    CachePolicyConfig: {
      Name: name,
      MinTTL: ttls[0],
      DefaultTTL: ttls[1],
      MaxTTL: ttls[2],
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: true,
        EnableAcceptEncodingBrotli: true,
        HeadersConfig: { HeaderBehavior: 'none' },
        ...NO_NAMES,
      },
    },
  },
})

const lambda = (logicalId: string): Record<string, unknown> => ({
  [logicalId]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { ZipFile: 'exports.handler = async event => event.Records[0].cf.request' },
    },
  },
  [`${logicalId}Version`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: logicalId } } },
})

const edgeFunction = (name: string): unknown => ({
  Type: 'AWS::CloudFront::Function',
  Properties: {
    Name: name,
    AutoPublish: true,
    FunctionCode: 'function handler(event) { return event.request }',
    FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
  },
})

const ERROR_PAGE = { ResponseCode: 200, ResponsePagePath: '/error.html', ErrorCachingMinTTL: 5 }

/** A site that no rule says anything about; functions are there and not associated. */
const soundSite = (): Record<string, unknown> => ({
  Resources: {
    Pages: cachePolicy('pages', [0, 5, 86_400]),
    Files: cachePolicy('files', [0, 86_400, 31_536_000]),
    Forward: {
      Type: 'AWS::CloudFront::OriginRequestPolicy',
      Properties: {
        OriginRequestPolicyConfig: { Name: 'forward', HeadersConfig: { HeaderBehavior: 'none' }, ...NO_NAMES },
      },
    },
    Headers: {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: 'headers',
          CustomHeadersConfig: { Items: [{ Header: 'x-frame-options', Value: 'DENY', Override: true }] },
        },
      },
    },
    Request: edgeFunction('request'),
    Response: edgeFunction('response'),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    },
    ...lambda('OriginRequest'),
    ...lambda('OriginResponse'),
    Key: {
      Type: 'AWS::CloudFront::PublicKey',
      Properties: {
        PublicKeyConfig: {
          CallerReference: 'key',
          Name: 'key',
          EncodedKey:
            '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcm6USq9zE0DqTr+KVvmRqj87wr2i\n0cjSt6+3kQRty7y56CXwSEujh7BfuFsv14eJQc8AS+FtBswyUpWkmk87GQ==\n-----END PUBLIC KEY-----\n',
        },
      },
    },
    Keys: {
      Type: 'AWS::CloudFront::KeyGroup',
      Properties: { KeyGroupConfig: { Name: 'keys', Items: [{ Ref: 'Key' }] } },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'access',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    Site: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Logging: { Bucket: 'logs.s3.amazonaws.com' },
          Origins: [
            {
              Id: 'web',
              DomainName: 'web.example.com',
              ConnectionAttempts: 1,
              ConnectionTimeout: 2,
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 },
            },
            {
              Id: 'files',
              DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
              OriginAccessControlId: { 'Fn::GetAtt': ['Access', 'Id'] },
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
          ],
          CacheBehaviors: [
            { PathPattern: '/assets/*', ...behavior('files', 'Files') },
            { PathPattern: '/error.html', ...behavior('files', 'Files') },
          ],
          DefaultCacheBehavior: behavior('web', 'Pages'),
          CustomErrorResponses: [502, 503, 504].map(ErrorCode => ({ ErrorCode, ...ERROR_PAGE })),
        },
      },
    },
  },
})

const CONFIG = 'Resources.Site.Properties.DistributionConfig'
const KEY = 'CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin'

/** Short names for where paths begin. */
const PARTS: Readonly<Record<string, string>> = {
  site: CONFIG,
  page: `${CONFIG}.DefaultCacheBehavior`,
  web: `${CONFIG}.Origins.0`,
  files: `${CONFIG}.Origins.1`,
  ttls: 'Resources.Pages.Properties.CachePolicyConfig',
  key: `Resources.Pages.Properties.${KEY}`,
  forward: 'Resources.Forward.Properties.OriginRequestPolicyConfig',
  headers: 'Resources.Headers.Properties.ResponseHeadersPolicyConfig',
  bucket: 'Resources.Bucket.Properties',
  request: 'Resources.Request.Properties',
  response: 'Resources.Response.Properties',
  'origin-request': 'Resources.OriginRequest.Properties',
  'origin-response': 'Resources.OriginResponse.Properties',
  resources: 'Resources',
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const write = (root: Record<string, unknown>, [path, value]: Change): void => {
  const [part = '', ...rest] = path.split('.')
  const names = [...(PARTS[part] ?? part).split('.'), ...rest]
  const last = names.pop() ?? ''
  let at = root
  for (const name of names) {
    const next = at[name]
    if (!isObject(next)) throw new Error(`the site has no ${path}`)
    at = next
  }
  if (value === undefined) delete at[last]
  else at[last] = value
}

const inlineSource = ({ code }: LambdaFunction): string | undefined =>
  code.kind === 'inline' ? code.source : undefined

/** What the rules find in the sound site with changes. */
export const findingsWith = (
  changes: readonly Change[],
  codeProblems: readonly CodeProblem[] = [],
): readonly Finding[] => {
  const site = soundSite()
  for (const change of changes) write(site, change)
  const file = { file: 'site.json', text: JSON.stringify(site, undefined, 2) }
  const { distributions, notes, problems } = loadConfiguration([file], { parameters: {}, files: filesAtHand(true) })
  const fatal = problems.filter(problem => stops([problem]))
  if (fatal.length > 0) throw new Error(fatal.map(({ message }) => message).join('\n'))
  return checkDistributions({ distributions, notes, sourceOf: inlineSource, codeProblemsOf: () => codeProblems })
}

/** Has a function run at an event of the default behaviour. */
export const runs = (event: 'viewer-request' | 'viewer-response', code: string): readonly Change[] => {
  const [part, id] = event === 'viewer-request' ? ['request', 'Request'] : ['response', 'Response']
  return [
    [`${part}.FunctionCode`, code],
    ['page.FunctionAssociations', [{ EventType: event, FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } }]],
  ]
}

/** The same for both viewer events. */
export const runsBoth = (request: string, response: string): readonly Change[] => [
  ['request.FunctionCode', request],
  ['response.FunctionCode', response],
  [
    'page.FunctionAssociations',
    [
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Request', 'FunctionARN'] } },
      { EventType: 'viewer-response', FunctionARN: { 'Fn::GetAtt': ['Response', 'FunctionARN'] } },
    ],
  ],
]

/** Has a Lambda run at an origin event of the default behaviour. */
export const runsLambda = (event: 'origin-request' | 'origin-response', code: string): readonly Change[] => [
  [`${event}.Code.ZipFile`, code],
  [
    'page.LambdaFunctionAssociations',
    [
      {
        EventType: event,
        LambdaFunctionARN: { Ref: event === 'origin-request' ? 'OriginRequestVersion' : 'OriginResponseVersion' },
      },
    ],
  ],
]

/** Puts behaviours before those of the site; each is the default one with its pattern and changes. */
export const behaviorsFirst = (...first: readonly Record<string, unknown>[]): Change => [
  'site.CacheBehaviors',
  [
    ...first.map(own => ({ ...behavior('web', 'Pages'), ...own })),
    { PathPattern: '/error.html', ...behavior('files', 'Files') },
  ],
]

/** The default behaviour goes to a group of the server and the bucket. */
export const grouped = (codes: readonly number[]): readonly Change[] => [
  [
    'site.OriginGroups',
    {
      Quantity: 1,
      Items: [
        {
          Id: 'both',
          FailoverCriteria: { StatusCodes: { Quantity: codes.length, Items: codes } },
          Members: { Quantity: 2, Items: [{ OriginId: 'web' }, { OriginId: 'files' }] },
        },
      ],
    },
  ],
  ['page.TargetOriginId', 'both'],
]
