import { describe, expect, test } from 'vitest'
import { loadText, sampleWith, SAMPLE_YAML } from '../fixtures/sample.ts'
import { stops } from '../problem.ts'

interface Case {
  readonly rule: string
  /** The passage of the sample that is changed, and what it becomes. */
  readonly from: string
  readonly to: string
  readonly message: RegExp
  readonly severity?: 'error' | 'refused' | 'warning' | 'ignored'
  readonly remedy?: RegExp
}

const TYPING: readonly Case[] = [
  {
    rule: 'a mistyped property',
    from: 'DefaultTTL:',
    to: 'DefaultTtl:',
    message: /there is no property DefaultTtl/,
    remedy: /DefaultTTL/,
  },
  { rule: 'a missing property', from: '        MinTTL: 0\n', to: '', message: /MinTTL is missing/ },
  {
    rule: 'an unknown property',
    from: '        Enabled: true\n',
    to: '        Enabled: true\n        Teleport: yes\n',
    message: /Teleport is not known/,
    severity: 'warning',
  },
  {
    rule: 'a text for a number',
    from: 'MinTTL: 0',
    to: 'MinTTL: soon',
    message: /MinTTL must be a number, not the text "soon"/,
  },
  {
    rule: 'a fraction for a whole number',
    from: 'MinTTL: 0',
    to: 'MinTTL: 0.5',
    message: /MinTTL must be a whole number/,
  },
  {
    rule: 'a text for true or false',
    from: 'EnableAcceptEncodingGzip: true',
    to: 'EnableAcceptEncodingGzip: perhaps',
    message: /must be true or false/,
  },
  {
    rule: 'an object for a text',
    from: '      FunctionCode: function handler(event) { return event.request }',
    to: '      FunctionCode: {}',
    message: /FunctionCode must be a text, not an object/,
  },
  {
    rule: 'a text for a list',
    from: '            Locations: [AQ]',
    to: '            Locations: AQ',
    message: /Locations must be a list/,
  },
  {
    rule: 'null',
    from: 'DefaultRootObject: index.html',
    to: 'DefaultRootObject:',
    message: /DefaultRootObject is null/,
  },
  {
    rule: 'a choice that does not exist',
    from: 'ViewerProtocolPolicy: allow-all',
    to: 'ViewerProtocolPolicy: http',
    message: /cannot be "http"/,
    remedy: /redirect-to-https/,
  },
  {
    rule: 'an unresolved reference',
    from: '!Ref HtmlCachePolicy',
    to: '!Ref HtmlCachePolcy',
    message: /HtmlCachePolcy is neither/,
    remedy: /write HtmlCachePolicy/,
  },
  {
    rule: 'a parameter without a value',
    from: '!Ref SsrHost',
    to: '!Ref CertificateArn',
    message: /CertificateArn has no value/,
    remedy: /--parameter CertificateArn=/,
  },
]

const ORIGINS: readonly Case[] = [
  { rule: 'ORIG-01', from: 'ConnectionAttempts: 1', to: 'ConnectionAttempts: 4', message: /must be 1 to 3, not 4/ },
  { rule: 'ORIG-02', from: "ConnectionTimeout: '2'", to: 'ConnectionTimeout: 11', message: /must be 1 to 10/ },
  {
    rule: 'ORIG-03',
    from: 'OriginReadTimeout: !Ref OriginReadTimeout',
    to: 'OriginReadTimeout: 121',
    message: /must be 1 to 120/,
  },
  { rule: 'ORIG-04', from: 'OriginKeepaliveTimeout: 60', to: 'OriginKeepaliveTimeout: 0', message: /must be 1 to 120/ },
  {
    rule: 'ORIG-05',
    from: 'ResponseCompletionTimeout: 10',
    to: 'ResponseCompletionTimeout: 3',
    message: /must be 4 to/,
  },
  {
    rule: 'ORIG-11',
    from: 'OriginPath: /app',
    to: 'OriginPath: app/',
    message: /must start with/,
    remedy: /write \/app$/,
  },
  { rule: 'ORIG-12', from: 'HTTPPort: 8080', to: 'HTTPPort: 81', message: /HTTPPort cannot be 81/ },
  {
    rule: 'ORIG-14',
    from: '!GetAtt Assets.RegionalDomainName',
    to: 'x.s3-website-us-east-1.amazonaws.com',
    message: /website endpoint is a custom origin/,
  },
  {
    rule: 'ORIG-18',
    from: 'HeaderName: X-Addresses',
    to: 'HeaderName: X-Amz-Date',
    message: /x-amz-date cannot be a custom header/,
  },
  {
    rule: 'ORIG-18',
    from: 'HeaderName: X-Addresses',
    to: 'HeaderName: Host',
    message: /host cannot be a custom header/,
  },
  {
    rule: 'a URL for a domain name',
    from: '!Ref SsrHost',
    to: 'https://ssr.example.com',
    message: /is no domain name/,
  },
  { rule: 'LAE-06', from: '!Ref SsrHost', to: '127.0.0.1', message: /refuses the address/, severity: 'warning' },
  {
    rule: 'S3-01',
    from: 'OriginAccessControlId: !GetAtt AssetsAccess.Id',
    to: 'OriginAccessControlId: E123',
    message: /origin access control E123 is not at hand: it is taken to sign/,
    remedy: /get-origin-access-control --id E123/,
    severity: 'warning',
  },
  {
    rule: 'S3-01',
    from: 'SigningBehavior: always',
    to: 'SigningBehavior: always-amz-auth',
    message: /always-amz-auth/,
    severity: 'refused',
  },
  {
    rule: 'ORIG-15',
    from: 'OriginSSLProtocols: [TLSv1.2]',
    to: 'OriginSSLProtocols: [SSLv3, TLSv1.2]',
    message: /OriginSSLProtocols has no effect: this machine speaks no SSLv3/,
    severity: 'ignored',
  },
  {
    rule: 'an origin of two kinds',
    from: '              OriginReadTimeout: 5\n',
    to: '              OriginReadTimeout: 5\n            CustomOriginConfig: { OriginProtocolPolicy: http-only }\n',
    message: /an S3 and a custom origin at once/,
  },
  {
    rule: 'an origin of two kinds, one in a VPC',
    from: '              OriginReadTimeout: 5\n',
    to: '              OriginReadTimeout: 5\n            VpcOriginConfig: { VpcOriginId: vo_1 }\n',
    message: /a VPC origin and another kind at once/,
  },
  {
    rule: 'GRP-17',
    from: '            - Id: ssr-or-static\n',
    to: '            - Id: ssr-or-static\n              SelectionCriteria: media-quality-based\n',
    message: /selection by media quality is not emulated/,
    severity: 'refused',
  },
  {
    rule: 'GRP-01',
    from: 'Items: [{ OriginId: ssr }, { OriginId: static }]',
    to: 'Items: [{ OriginId: ssr }, { OriginId: statik }]',
    message: /no origin statik/,
    remedy: /write static/,
  },
  {
    rule: 'GRP-01',
    from: 'Items: [{ OriginId: ssr }, { OriginId: static }]',
    to: 'Items: [{ OriginId: ssr }, { OriginId: ssr }]',
    message: /two different members/,
  },
  {
    rule: 'GRP-02',
    from: 'Items: [500, 502, 503, 504]',
    to: 'Items: [500, 502, 503, 501]',
    message: /501 cannot cause a failover/,
  },
  { rule: 'GRP-01', from: 'Quantity: 4', to: 'Quantity: 3', message: /Quantity is 3 but there are 4 Items/ },
]

const BEHAVIORS: readonly Case[] = [
  {
    rule: 'BEH-11',
    from: 'TargetOriginId: static',
    to: 'TargetOriginId: statc',
    message: /no origin or origin group "statc"/,
    remedy: /write static/,
  },
  {
    rule: 'BEH-06',
    from: 'PathPattern: api/*',
    to: 'PathPattern: api /*',
    message: /the path pattern holds a character/,
  },
  { rule: 'BEH-01', from: 'PathPattern: api/*', to: 'PathPattern: /assets/*', message: /stands twice/ },
  {
    rule: 'BEH-02',
    from: 'PathPattern: api/*',
    to: 'PathPattern: assets/*',
    message: /is never chosen/,
    severity: 'warning',
  },
  {
    rule: 'MET-01',
    from: 'AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]',
    to: 'AllowedMethods: [GET, HEAD, POST]',
    message: /AllowedMethods cannot be/,
  },
  {
    rule: 'MET-02',
    from: 'CachedMethods: [GET, HEAD, OPTIONS]',
    to: 'CachedMethods: [GET, HEAD, PUT]',
    message: /CachedMethods cannot be/,
  },
  {
    rule: 'POL-01',
    from: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    to: '658327ea-0000-0000-0000-000000000000',
    message: /the policy 658327ea\S+ is neither managed nor/,
  },
  {
    rule: 'POL-20',
    from: '          CachePolicyId: !Ref HtmlCachePolicy',
    to: '          CachePolicyId: !Ref HtmlCachePolicy\n          DefaultTTL: 60',
    message: /DefaultTTL cannot stand beside/,
  },
  {
    rule: 'SEC-01',
    from: '          CachePolicyId: !Ref HtmlCachePolicy',
    to: '          CachePolicyId: !Ref HtmlCachePolicy\n          TrustedKeyGroups: [x]',
    message: /the template has no key group x/,
  },
  {
    rule: 'SEC-01',
    from: '          CachePolicyId: !Ref HtmlCachePolicy',
    to: '          CachePolicyId: !Ref HtmlCachePolicy\n          TrustedSigners: [self]',
    message: /keys of trusted signers stand in no template/,
    severity: 'warning',
    remedy: /--public-key ID=FILE/,
  },
  {
    rule: 'SEC-07',
    from: '          CachePolicyId: !Ref HtmlCachePolicy',
    to: '          CachePolicyId: !Ref HtmlCachePolicy\n          TrustedKeyGroups: [a, b, c, d, e]',
    message: /5 trusted key groups, at most 4/,
  },
  {
    rule: 'NET-04',
    from: '          CachePolicyId: !Ref HtmlCachePolicy',
    to: '          CachePolicyId: !Ref HtmlCachePolicy\n          GrpcConfig: { Enabled: true }',
    message: /gRPC/,
    severity: 'warning',
  },
  {
    rule: 'CMB-01',
    from: '            - EventType: viewer-response\n',
    to: '            - EventType: viewer-request\n',
    message: /has a function already/,
  },
  {
    rule: 'CMB-02',
    from: `            - EventType: viewer-response
              FunctionARN: !GetAtt ViewerResponse.FunctionARN
          LambdaFunctionAssociations:
            - EventType: origin-response
`,
    to: `          LambdaFunctionAssociations:
            - EventType: viewer-response
`,
    message: /cannot both be on viewer events/,
  },
  {
    rule: 'CFF-112',
    from: '            - EventType: viewer-response\n',
    to: '            - EventType: origin-request\n',
    message: /cannot run at "origin-request"/,
  },
  {
    rule: 'CFF-160',
    from: '!GetAtt ViewerResponse.FunctionARN',
    to: 'arn:aws:cloudfront::123456789012:function/other',
    message: /not in what is loaded/,
    severity: 'refused',
  },
  {
    rule: 'LAE-40',
    from: '              LambdaFunctionARN: !Ref OriginResponseVersion\n',
    to: '              LambdaFunctionARN: !Ref OriginResponseVersion\n              IncludeBody: true\n',
    message: /IncludeBody is not possible at origin-response/,
    remedy: /remove IncludeBody/,
  },
  { rule: 'LAE-70', from: '!Ref OriginResponseVersion', to: '!GetAtt OriginResponse.Arn', message: /has no version/ },
  {
    rule: 'LAE-70',
    from: '!Ref OriginResponseVersion',
    to: "!Sub '${OriginResponse.Arn}:$LATEST'",
    message: /\$LATEST is no numbered version/,
  },
  {
    rule: 'LAE-70',
    from: '!Ref OriginResponseVersion',
    to: 'arn:aws:lambda:us-east-1:123456789012:function:other:1',
    message: /not in what is loaded/,
    severity: 'refused',
  },
  {
    rule: 'LAE-72',
    from: '      Timeout: 5\n',
    to: '      Timeout: 5\n      Environment: { Variables: { A: b } }\n',
    message: /environment variables/,
  },
  {
    rule: 'LAE-72',
    from: '      Timeout: 5\n',
    to: '      Timeout: 5\n      Architectures: [arm64]\n',
    message: /arm64/,
  },
  {
    rule: 'LAE-72',
    from: '      Timeout: 5\n',
    to: '      Timeout: 5\n      VpcConfig: { SubnetIds: [x] }\n',
    message: /a VPC/,
  },
  { rule: 'LAE-72', from: '      Timeout: 5\n', to: '      Timeout: 5\n      Layers: [x]\n', message: /layers/ },
  {
    rule: 'LAE-72',
    from: '      Timeout: 5\n',
    to: '      Timeout: 5\n      RuntimeManagementConfig: { UpdateRuntimeOn: FunctionUpdate }\n',
    message: /runtime management other than Auto/,
  },
  {
    rule: 'LAE-72',
    from: '        S3Bucket: !ImportValue deployment-bucket\n',
    to: "        S3Bucket: !ImportValue deployment-bucket\n        SourceKMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k'\n",
    message: /a package with a key of your own/,
  },
  {
    rule: 'LAE-70',
    from: '!Ref OriginResponseVersion',
    to: 'arn:aws:lambda:eu-west-1:123456789012:function:other:1',
    message: /is no Lambda of us-east-1/,
  },
  {
    rule: 'LAE-71',
    from: 'Type: AWS::IAM::Role\n    Properties: {}\n',
    to: `Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
`,
    message: /the role EdgeRole of OriginResponse cannot be assumed by edgelambda.amazonaws.com/,
    remedy: /Principal.Service/,
  },
  {
    rule: 'LAE-73',
    from: '      Runtime: nodejs22.x\n      Handler: index.handler\n      Timeout: 5\n',
    to: '      Runtime: nodejs20.x\n      Handler: index.handler\n      Timeout: 5\n',
    message: /nodejs20.x is deprecated/,
    severity: 'warning',
  },
  {
    rule: 'LAE-73',
    from: '      Runtime: nodejs22.x\n      Handler: index.handler\n      Timeout: 5\n',
    to: '      Runtime: nodejs26.x\n      Handler: index.handler\n      Timeout: 5\n',
    message: /does not know the runtime nodejs26.x/,
  },
  { rule: 'LAE-80, QUO-19', from: '      Timeout: 5\n', to: '      Timeout: 31\n', message: /must be 1 to 30/ },
]

const REST: readonly Case[] = [
  { rule: 'POL-27', from: 'MaxTTL: 31536000', to: 'MaxTTL: 10', message: /not in ascending order/ },
  {
    rule: 'KEY-17',
    from: 'Headers: [X-Feature-Flipping, x-viewer-class]',
    to: 'Headers: [Cookie]',
    message: /cookie cannot be in a cache key/,
  },
  {
    rule: 'KEY-18, QUO-12',
    from: 'QueryStrings: [utm_source, Page]',
    to: 'QueryStrings: [a, b, c, d, e, f, g, h, i, j, k]',
    message: /11 QueryStrings, at most 10/,
  },
  { rule: 'KEY-18, POL-08, QUO-12', from: 'utm_source', to: 'u'.repeat(1_100), message: /at most 1024/ },
  {
    rule: 'POL-08',
    from: 'HeaderBehavior: allViewerAndWhitelistCloudFront\n          Headers: [CloudFront-Viewer-Country]',
    to: 'HeaderBehavior: whitelist\n          Headers: [a, b, c, d, e, f, g, h, i, j, k]',
    message: /11 Headers, at most 10/,
  },
  {
    rule: 'POL-08',
    from: 'HeaderBehavior: allViewerAndWhitelistCloudFront\n          Headers: [CloudFront-Viewer-Country]',
    to: `HeaderBehavior: whitelist\n          Headers: [${'h'.repeat(1_025)}]`,
    message: /have 1025 characters together, at most 1024/,
  },
  {
    rule: 'RHP-10',
    from: "default-src 'self'",
    to: 'x'.repeat(1_784),
    message: /1784 characters, at most 1783/,
  },
  {
    rule: 'RHP-10',
    from: 'FrameOption: DENY',
    to: 'FrameOption: ALLOW-FROM',
    message: /FrameOption cannot be "ALLOW-FROM"/,
  },
  {
    rule: 'RHP-10',
    from: 'ReferrerPolicy: same-origin',
    to: 'ReferrerPolicy: none',
    message: /ReferrerPolicy cannot be "none"/,
    remedy:
      /no-referrer, no-referrer-when-downgrade, origin, origin-when-cross-origin, same-origin, strict-origin, strict-origin-when-cross-origin, unsafe-url$/,
  },
  {
    rule: 'RHP-10',
    from: 'ModeBlock: true',
    to: 'ModeBlock: true, ReportUri: https://www.example.org/xss',
    message: /ModeBlock or ReportUri, not both/,
  },
  {
    rule: 'RHP-33',
    from: 'https://*.example.com',
    to: `https://${'a'.repeat(1_800)}.example.com`,
    message: /longer than 1783 characters/,
  },
  {
    rule: 'BEH-13',
    from: '        CacheBehaviors:\n',
    to: `        CacheBehaviors:\n${Array.from(
      { length: 74 },
      (_, i) =>
        `          - { PathPattern: /p${i}, TargetOriginId: ssr, ViewerProtocolPolicy: allow-all, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6 }\n`,
    ).join('')}`,
    message: /76 cache behaviors, above the default quota of 75/,
    severity: 'warning',
  },
  {
    rule: 'POL-05',
    from: 'HeaderBehavior: allViewerAndWhitelistCloudFront\n          Headers: [CloudFront-Viewer-Country]',
    to: 'HeaderBehavior: whitelist\n          Headers: [Authorization]',
    message: /authorization cannot be listed/,
  },
  { rule: 'RHP-05', from: 'Header: X-Powered-By', to: 'Header: Via', message: /via cannot be removed/ },
  {
    rule: 'RHP-23',
    from: 'https://*.example.com',
    to: 'https://www.*.example.com',
    message: /no origin that CORS can allow/,
  },
  { rule: 'CER-02', from: 'ErrorCode: 404', to: 'ErrorCode: 429', message: /429 cannot be customised/ },
  { rule: 'CER-03', from: 'ResponseCode: 200', to: 'ResponseCode: 302', message: /302 is not allowed/ },
  { rule: 'CER-04', from: '            ResponseCode: 200\n', to: '', message: /ResponseCode is missing/ },
  { rule: 'CER-01', from: 'ErrorCode: 504', to: 'ErrorCode: 502', message: /502 stands twice/ },
  {
    rule: 'ROOT-03',
    from: 'DefaultRootObject: index.html',
    to: 'DefaultRootObject: /index.html',
    message: /must not start with/,
    severity: 'warning',
    remedy: /index\.html/,
  },
  {
    rule: 'ROOT-03',
    from: 'DefaultRootObject: index.html',
    to: 'DefaultRootObject: /',
    message: /must not start with/,
    severity: 'warning',
    remedy: /leave it out/,
  },
  {
    rule: 'REQH-14',
    from: 'Headers: [X-Feature-Flipping, x-viewer-class]',
    to: 'Headers: [CloudFront-Is-Mobil-Viewer, X-A, CloudFront-Viewer-Country]',
    message: /CloudFront adds no header cloudfront-is-mobil-viewer/,
    remedy: /write cloudfront-is-mobile-viewer/,
    severity: 'warning',
  },
  {
    rule: 'REQH-13',
    from: 'Headers: [CloudFront-Viewer-Country]',
    to: 'Headers: [CloudFront-Viewer-Cert-Serial-Number]',
    message: /cloudfront-viewer-cert-serial-number is not added: client certificates/,
    severity: 'ignored',
  },
  ...['Address', 'ASN', 'TLS', 'JA3-Fingerprint', 'JA4-Fingerprint'].map(suffix => ({
    rule: 'KEY-16',
    from: 'Headers: [X-Feature-Flipping, x-viewer-class]',
    to: `Headers: [CloudFront-Viewer-${suffix}]`,
    message: new RegExp(`the header cloudfront-viewer-${suffix.toLowerCase()} cannot be in a cache key`),
    remedy: /origin request policy/,
  })),
  { rule: 'ORD-30', from: 'Locations: [AQ]', to: 'Locations: [Antarctica]', message: /no country code/ },
  {
    rule: 'CFF-150, QUO-16',
    from: 'function handler(event) { return event.request }',
    to: `'${'é'.repeat(5_121)}'`,
    message: /has 10242 bytes, at most 10240/,
  },
  { rule: 'CFF-157', from: 'Name: viewer-response', to: 'Name: viewer response', message: /no name for a function/ },
  {
    rule: 'CFF-160',
    from: '      Name: viewer-response\n      AutoPublish: true\n',
    to: '      Name: viewer-response\n',
    message: /is not published/,
    severity: 'warning',
  },
  {
    rule: 'CFF-153',
    from: 'Runtime: cloudfront-js-2.0\n        KeyValueStore',
    to: 'Runtime: cloudfront-js-1.0\n        KeyValueStore',
    message: /runtime 1.0 has no key value store/,
  },
  {
    rule: 'CFF-153',
    from: "SourceArn: !Sub '${Assets.Arn}/flags.json'",
    to: 'SourceArn: flags.json',
    message: /"flags.json" is not the ARN of an object in a bucket/,
  },
  {
    rule: 'CD-01',
    from: '        Enabled: true\n',
    to: '        Enabled: true\n        ContinuousDeploymentPolicyId: nowhere\n',
    message: /the template has no continuous deployment policy nowhere/,
  },
  {
    rule: 'INV-20',
    from: '        Enabled: true\n',
    to: "        Enabled: true\n        CacheTagConfig: { HeaderName: 'cache tag' }\n",
    message: /"cache tag" is no header name/,
  },
  {
    rule: 'NET-07',
    from: '        Enabled: true\n',
    to: '        Enabled: true\n        ViewerMtlsConfig: { Mode: required }\n',
    message: /client certificates/,
    severity: 'refused',
  },
  {
    rule: 'a transform',
    from: 'Parameters:\n',
    to: 'Transform: [AWS::LanguageExtensions, Own::Macro]\nParameters:\n',
    message: /the macro Own::Macro is not run/,
    severity: 'refused',
  },
  {
    rule: 'a loop',
    from: 'Resources:\n',
    to: "Resources:\n  'Fn::ForEach::Sites': [A, b, {}]\n",
    message: /ForEach::Sites wants an identifier, a list/,
  },
]

describe.each([
  { part: 'kinds and names', cases: TYPING },
  { part: 'origins', cases: ORIGINS },
  { part: 'behaviours', cases: BEHAVIORS },
  { part: 'the rest', cases: REST },
])('$part', ({ cases }) => {
  test.each(cases.map((one, index) => ({ ...one, index })))(
    '$rule ($index) $message',
    ({ rule, from, to, message, severity = 'error', remedy }) => {
      const { distributions, problems } = loadText(sampleWith(from, to))
      const problem = problems.find(candidate => candidate.severity === severity && message.test(candidate.message))
      expect(problem, JSON.stringify(problems.filter(one => stops([one])))).toBeDefined()
      expect(problem?.place).toMatchObject({ file: 'sample.yml', line: expect.any(Number) })
      if (/^[A-Z]+-\d+/.test(rule)) expect(rule.split(', ')).toContain(problem?.rule)
      if (remedy !== undefined) expect(problem?.remedy).toMatch(remedy)
      expect(distributions).toHaveLength(severity === 'error' || severity === 'refused' ? 0 : 1)
    },
  )
})

describe('one mistake gives one problem', () => {
  test.each([
    { what: 'a reference to nothing', from: '!Ref SsrHost', to: '!Ref Ssr' },
    { what: 'an unresolved target', from: 'TargetOriginId: static', to: 'TargetOriginId: !Ref Static' },
    { what: 'an unresolved event', from: 'EventType: origin-request', to: 'EventType: !Ref Event' },
    { what: 'an unresolved policy', from: '!Ref HtmlCachePolicy', to: '!Ref Html' },
    {
      what: 'an unresolved function',
      from: '!GetAtt ViewerResponse.FunctionARN',
      to: '!GetAtt ViewerAnswer.FunctionARN',
    },
    { what: 'unresolved code', from: 'function handler(event) { return event.request }', to: '!Ref Code' },
    {
      what: 'a section of the wrong kind',
      from: '            OriginShield:\n              Enabled: true\n              OriginShieldRegion: !FindInMap [Shield, !Ref AWS::Region, region]',
      to: '            OriginShield: yes',
    },
    { what: 'a missing default behaviour', from: 'DefaultCacheBehavior:', to: 'StandardBehavior:' },
  ])('$what', ({ from, to }) => {
    const stopping = loadText(sampleWith(from, to)).problems.filter(problem => stops([problem]))
    expect(stopping).toHaveLength(1)
  })

  test('a template without a distribution says so', () => {
    expect(loadText('Resources:\n  A: { Type: "AWS::S3::Bucket" }\n').problems).toMatchObject([
      { message: 'the template has no distribution' },
    ])
  })

  test.each([
    {
      rule: 'LAE-40 the body at a response event',
      edit: (text: string) =>
        text.replace('EventType: origin-response', 'EventType: origin-response\n              IncludeBody: true'),
    },
  ])('$rule stops the load once', ({ edit, rule }) => {
    const stopping = loadText(edit(SAMPLE_YAML.text)).problems.filter(problem => stops([problem]))
    expect(stopping).toHaveLength(1)
    expect(rule.startsWith(stopping[0]?.rule ?? '?')).toBe(true)
  })

  test.each([
    { rule: 'LAE-81', properties: 'MemorySize: 256', message: /may have to do with 128 MB, this one asks for 256/ },
    { rule: 'LAE-84', properties: 'Timeout: 30', message: /Serverless Framework takes at most 5 s .* asks for 30/ },
  ])('$rule: a Lambda at a viewer event with $properties loads with a warning', ({ rule, properties, message }) => {
    const atOrigin = sampleWith(
      '  InlineLambda:\n    Type: AWS::Lambda::Function\n    Properties:\n',
      `  InlineLambda:
    Type: AWS::Lambda::Function
    Properties:
      ${properties}
`,
    )
    const atViewer = atOrigin.replace('EventType: origin-request', 'EventType: viewer-request')
    const warnings = (text: string) => loadText(text).problems.filter(problem => problem.rule === rule)
    expect(warnings(atOrigin)).toEqual([])
    expect(warnings(atViewer)).toMatchObject([{ severity: 'warning', message: expect.stringMatching(message) }])
    expect(loadText(atViewer).distributions).toHaveLength(1)
  })

  test('the line is that of the property', () => {
    const text = sampleWith('HTTPPort: 8080', 'HTTPPort: 81')
    const line = text.split('\n').findIndex(one => one.includes('HTTPPort: 81')) + 1
    const problem = loadText(text).problems.find(({ rule }) => rule === 'ORIG-12')
    expect(problem?.place).toEqual({
      file: 'sample.yml',
      line,
      column: 15,
      path: 'Resources.Site.Properties.DistributionConfig.Origins.0.CustomOriginConfig.HTTPPort',
    })
  })

  test('a condition that drops a distribution is no mistake of its parts', () => {
    const text = SAMPLE_YAML.text.replace('  Site:\n    Type:', '  Site:\n    Condition: IsLive\n    Type:')
    expect(loadText(text).problems.filter(problem => stops([problem]))).toMatchObject([
      { message: 'Site is not created: its Condition IsLive is false' },
    ])
  })
})
