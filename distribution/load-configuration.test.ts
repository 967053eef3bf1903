import { describe, expect, test } from 'vitest'
import { filesAtHand } from './fixtures/files-at-hand.ts'
import { loadConfiguration } from './load-configuration.ts'
import type { Distribution } from './model.ts'
import { problemText, stops } from './problem.ts'
import type { LoadedTemplate } from './template/load-template.ts'

const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

const site = (origin: string, behavior = ''): string => `
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - { Id: web, DomainName: ${origin}, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: web
          ViewerProtocolPolicy: allow-all
          CachePolicyId: ${OPTIMIZED}
${behavior}`

const load = (files: Readonly<Record<string, string>>, parameters: Record<string, string> = {}): LoadedTemplate =>
  loadConfiguration(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    { parameters, files: filesAtHand(true) },
  )

const messages = ({ problems }: LoadedTemplate): string => problems.map(problemText).join('\n')

const first = (loaded: LoadedTemplate): Distribution => {
  expect(messages({ ...loaded, problems: loaded.problems.filter(problem => stops([problem])) })).toBe('')
  const [distribution] = loaded.distributions
  if (distribution === undefined) throw new Error('no distribution was loaded')
  return distribution
}

const originOf = (loaded: LoadedTemplate): string | undefined => first(loaded).origins.get('web')?.domainName

/** As the CDK writes it. */
const MINIMAL = {
  Resources: {
    Site: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [{ Id: 'web', DomainName: 'a.example', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
          DefaultCacheBehavior: { TargetOriginId: 'web', ViewerProtocolPolicy: 'allow-all', CachePolicyId: OPTIMIZED },
        },
      },
    },
  },
}

describe('several stacks', () => {
  const NETWORK = `
Parameters: { Stage: { Type: String, Default: live } }
Resources:
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Name: { Type: 'AWS::SSM::Parameter', Properties: { Type: String, Name: /site/host, Value: stored.example.org } }
Outputs:
  Host: { Value: !GetAtt Balancer.DNSName, Export: { Name: !Sub '\${AWS::StackName}-\${Stage}-host' } }
`

  test('a value that one exports is imported by the other, in any order', () => {
    const cdn = `Resources:${site('!ImportValue network-live-host')}`
    const expected = /^balancer-[0-9a-f]+\.us-east-1\.elb\.amazonaws\.com$/
    expect(originOf(load({ 'cdn.yml': cdn, 'network.yml': NETWORK }))).toMatch(expected)
    expect(originOf(load({ 'network.template.yml': NETWORK, 'cdn.yml': cdn }))).toMatch(expected)
  })

  test('a parameter is given to every stack that declares it, and one that none declares is named', () => {
    const cdn = `Parameters: { Stage: { Type: String } }\nResources:${site('!Sub "${Stage}.example.org"')}`
    expect(originOf(load({ 'cdn.yml': cdn, 'network.yml': NETWORK }, { Stage: 'test' }))).toBe('test.example.org')
    expect(messages(load({ 'cdn.yml': cdn, 'network.yml': NETWORK }, { Stgae: 'test' }))).toMatch(
      /no parameter Stgae .*\n.*write Stage/,
    )
  })

  test('a value in Parameter Store of a loaded stack is used, by type of parameter and by dynamic reference', () => {
    const parameter = `Parameters: { Host: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /site/host } }\nResources:${site('!Ref Host')}`
    expect(originOf(load({ 'cdn.yml': parameter, 'network.yml': NETWORK }))).toBe('stored.example.org')
    const reference = `Resources:${site("'{{resolve:ssm:/site/host:1}}'")}`
    expect(originOf(load({ 'cdn.yml': reference, 'network.yml': NETWORK }))).toBe('stored.example.org')
  })

  test('an import that nobody exports is named with what is exported', () => {
    const cdn = `Resources:${site('!ImportValue netwrk')}`
    expect(messages(load({ 'cdn.yml': cdn, 'network.yml': NETWORK }))).toMatch(
      /exported as netwrk .*\n.*--import netwrk=VALUE; exported: network-live-host/,
    )
  })

  test('ORIG-11: the stage of an API goes by its name', () => {
    const stage = "\n  Live: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: v1 } }"
    const origin = 'api.example.org, OriginPath: !Join ["/", ["", !Ref Live]]'
    expect(first(load({ 'cdn.yml': `Resources:${stage}${site(origin)}` })).origins.get('web')?.originPath).toBe('/v1')
  })

  test('one without resources, as the CDK writes it for a check, is passed over; alone it is refused', () => {
    const check = 'Parameters: { BootstrapVersion: { Type: String } }\nRules: {}\n'
    const cdn = `Resources:${site('www.example.org')}`
    expect(originOf(load({ 'cdn.yml': cdn, 'check.yml': check }))).toBe('www.example.org')
    expect(messages(load({ 'check.yml': check }))).toMatch(/the template has no Resources/)
  })

  test('stacks that import from each other end with a problem', () => {
    const stack = (imported: string, exported: string): string =>
      `Resources:${site(`!ImportValue ${imported}`)}\nOutputs: { X: { Value: !ImportValue ${imported}, Export: { Name: ${exported} } } }`
    expect(messages(load({ 'a.yml': stack('b', 'a'), 'b.yml': stack('a', 'b') }))).toMatch(/too deeply/)
  })

  test('two stacks with the same logical ids give two distributions', () => {
    const { distributions } = load({
      'a.yml': `Resources:${site('a.example.org')}`,
      'b.yml': `Resources:${site('b.example.org')}`,
    })
    expect(new Set(distributions.map(({ id }) => id)).size).toBe(2)
    expect(new Set(distributions.map(({ domainName }) => domainName)).size).toBe(2)
  })
})

describe('values that the CDK hands to another region', () => {
  const writer = `
Resources:
  Writer:
    Type: Custom::CrossRegionExportWriter
    Properties: { WriterProps: { region: us-east-1, exports: { /cdk/exports/Site/Host: west.example.org } } }
`
  const reader = `Resources:
  Reader: { Type: 'Custom::CrossRegionExportReader' }
${site("!GetAtt ['Reader', '/cdk/exports/Site/Host']")}`

  test('are found when the stack that writes them is loaded', () => {
    expect(originOf(load({ 'site.yml': reader, 'west.yml': writer }))).toBe('west.example.org')
  })

  test('have a stand-in with a warning when it is not', () => {
    const loaded = load({ 'site.yml': reader })
    expect(originOf(loaded)).toMatch(/^reader-/)
    expect(messages(loaded)).toMatch(/known only after a deployment/)
  })
})

describe('nested stacks', () => {
  const inner = (more = ''): string => `
Parameters:
  Host: { Type: String }
  Names: { Type: CommaDelimitedList, Default: '' }
  Stage: { Type: String, Default: test, AllowedValues: [test, live] }${more}
Resources:${site('!Sub "${Stage}.${Host}"')}
Outputs:
  Address: { Value: !Select [0, !Ref Names] }
  Never: { Value: x, Condition: No }
Conditions: { No: !Equals [1, 2] }
`
  const parent = (url: string, parameters = 'Host: !Ref Domain', more = ''): string => `
Parameters: { Domain: { Type: String, Default: example.org } }
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ${url}, Parameters: { ${parameters} } }
${more}`
  const loadAt = (texts: Readonly<Record<string, string>>, ...named: readonly string[]) =>
    loadConfiguration(
      named.map(file => ({ file, text: texts[file] ?? '' })),
      {
        parameters: {},
        files: {
          exists: path => path in texts,
          text: path => texts[path],
          jsonNames: () => Object.keys(texts).filter(name => name.endsWith('.json')),
        },
      },
    )

  test.each([
    { what: 'a path', url: './cdn/inner.yml', file: 'cdn/inner.yml' },
    {
      what: 'a URL whose last part lies beside',
      url: 'https://bucket.s3.amazonaws.com/v1/inner.yml',
      file: 'inner.yml',
    },
    { what: 'a URL that is put together', url: '!Sub "https://${AWS::Region}.example/inner.yml"', file: 'inner.yml' },
  ])('are followed: $what', ({ url, file }) => {
    const loaded = loadAt({ 'parent.yml': parent(url), [file]: inner() }, 'parent.yml')
    expect(originOf(loaded)).toBe('test.example.org')
    expect(loaded.passedOver).toEqual({})
  })

  test('of the CDK are followed by the asset that the CDK names', () => {
    const asset = parent('!Ref AWS::NoValue').replace(
      'Properties: { Temp',
      "Metadata: { 'aws:asset:path': a.nested.json }\n    Properties: { Temp",
    )
    expect(originOf(loadAt({ 'parent.yml': asset, 'a.nested.json': JSON.stringify(MINIMAL) }, 'parent.yml'))).toBe(
      'a.example',
    )
  })

  test('of the CDK are followed by its list of assets', () => {
    const texts = {
      'parent.json': JSON.stringify({
        Resources: {
          Inner: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, '/0f0f.json']] } },
          },
        },
      }),
      'parent.assets.json': JSON.stringify({ files: { '0f0f': { source: { path: 'a.nested.json' } } } }),
      'broken.assets.json': '{',
      'a.nested.json': JSON.stringify(MINIMAL),
    }
    expect(originOf(loadAt(texts, 'parent.json'))).toBe('a.example')
  })

  test('have the parameters that are passed, AWS::NoValue as if it were not, held against their declaration', () => {
    const passing = (parameters: string) =>
      loadAt({ 'parent.yml': parent('inner.yml', parameters), 'inner.yml': inner() }, 'parent.yml')
    expect(originOf(passing('Host: !Ref Domain, Stage: !Ref AWS::NoValue'))).toBe('test.example.org')
    expect(originOf(passing('Host: !Ref Domain, Stage: live'))).toBe('live.example.org')
    expect(messages(passing('Host: !Ref Domain, Stage: mine'))).toMatch(
      /Stage is not one of test, live: "mine" {3}inner/,
    )
    expect(messages(passing('Stage: live'))).toMatch(/the parameter Host has no value/)
  })

  test('give their outputs, to the stack around them and from there to one another', () => {
    const more = `  Second: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: second.yml, Parameters: { Host: !GetAtt Inner.Outputs.Address } } }`
    const texts = {
      'parent.yml': parent('inner.yml', 'Host: a.example, Names: [first.example, b]', more),
      'inner.yml': inner(),
      'second.yml': inner(),
    }
    const { distributions } = loadAt(texts, 'parent.yml')
    expect(distributions.map(({ origins }) => origins.get('web')?.domainName)).toEqual([
      'test.a.example',
      'test.first.example',
    ])
    expect(new Set(distributions.map(({ id }) => id)).size).toBe(2)
  })

  test.each([
    { output: 'Adress', says: /has no output Adress.*\n.*write Address/ },
    { output: 'Never', says: /has no output Never/ },
  ])('an output that does not exist is named: $output', ({ output, says }) => {
    const around = parent('inner.yml', 'Host: a.example', site(`!GetAtt Inner.Outputs.${output}`))
    expect(messages(loadAt({ 'parent.yml': around, 'inner.yml': inner() }, 'parent.yml'))).toMatch(says)
  })

  test('whose template is not at hand are named when they are needed', () => {
    const remedy = /beside this one under the name that TemplateURL ends with/
    expect(messages(loadAt({ 'parent.yml': parent('inner.yml') }, 'parent.yml'))).toMatch(remedy)
    const around = parent('inner.yml', '', site('!GetAtt Inner.Outputs.Host'))
    expect(messages(loadAt({ 'parent.yml': around }, 'parent.yml'))).toMatch(remedy)
  })

  test('are not loaded twice when their template is named as well', () => {
    const texts = { 'parent.yml': parent('inner.yml'), 'inner.yml': inner() }
    expect(loadAt(texts, 'parent.yml', 'inner.yml').distributions).toHaveLength(1)
  })

  test('that hold themselves, or one another, end', () => {
    const circle = parent('b.yml', '', site('a.example'))
    const loaded = loadAt({ 'a.yml': circle, 'b.yml': parent('a.yml') }, 'a.yml')
    expect(loaded.distributions).toHaveLength(1)
  })

  test('that pass their outputs in a circle are told', () => {
    const two = `
  Second: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: b.yml, Parameters: { In: !GetAtt Inner.Outputs.Out } } }
${site('!GetAtt Inner.Outputs.Out')}`
    const echo = `Parameters: { In: { Type: String } }\nResources: {}\nOutputs: { Out: { Value: !Ref In } }`
    const texts = { 'p.yml': parent('a.yml', 'In: !GetAtt Second.Outputs.Out', two), 'a.yml': echo, 'b.yml': echo }
    expect(messages(loadAt(texts, 'p.yml'))).toMatch(/refer to each other too deeply/)
  })
})

describe('SAM', () => {
  const sam = (properties: string): string => `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Timeout: 4 } }
Resources:
  Edge:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      CodeUri: ./edge
${properties}${site(
    'www.example.org',
    `          LambdaFunctionAssociations:
            - { EventType: origin-request, LambdaFunctionARN: !Ref Edge.Version }`,
  )}`
  const TRUST = '      AssumeRolePolicyDocument: { Principal: [lambda.amazonaws.com, edgelambda.amazonaws.com] }\n'

  test('a function with AutoPublishAlias is a Lambda with a version and the settings of Globals', () => {
    const distribution = first(load({ 'sam.yml': sam(`      AutoPublishAlias: live\n${TRUST}`) }))
    expect(distribution.behaviors[0]?.lambdas['origin-request']?.lambda).toMatchObject({
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      timeoutSeconds: 4,
      code: { kind: 'folder', folder: 'edge' },
    })
  })

  test.each([
    ['Api', '{ StageName: prod }', '/prod'],
    ['HttpApi', '{ StageName: live }', '/live'],
    ['HttpApi', '{}', '/$default'],
  ])('ORIG-11: the stage of an %s with %s goes by its name', (type, properties, originPath) => {
    const origin = 'api.example.org, OriginPath: !Sub "/${Api.Stage}"'
    const resources = `\n  Api: { Type: 'AWS::Serverless::${type}', Properties: ${properties} }${site(origin)}`
    const loaded = load({ 'sam.yml': `Transform: AWS::Serverless-2016-10-31\nResources:${resources}` })
    expect(first(loaded).origins.get('web')?.originPath).toBe(originPath)
  })

  test('without AutoPublishAlias there is no version to refer to', () => {
    expect(messages(load({ 'sam.yml': sam(TRUST) }))).toMatch(/Edge.Version is neither/)
  })

  test("LAE-71: SAM's own role is not trusted at the edge", () => {
    expect(messages(load({ 'sam.yml': sam('      AutoPublishAlias: live\n') }))).toMatch(
      /EdgeRole of Edge cannot be assumed by edgelambda/,
    )
  })
})

describe('AWS::LanguageExtensions', () => {
  test('Fn::ForEach writes resources, properties and outputs', () => {
    const text = `
Transform: AWS::LanguageExtensions
Parameters: { Sites: { Type: CommaDelimitedList, Default: 'one,two.x' } }
Resources:
  'Fn::ForEach::Distributions':
    - Name
    - !Ref Sites
    - 'Site&{Name}':
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            Comment: !Ref Name
            Origins:
              - { Id: web, DomainName: !Sub '\${Name}.example.org', CustomOriginConfig: { OriginProtocolPolicy: https-only } }
            DefaultCacheBehavior: { TargetOriginId: web, ViewerProtocolPolicy: allow-all, CachePolicyId: ${OPTIMIZED} }
`
    const { distributions } = load({ 'loop.yml': text })
    expect(distributions.map(({ logicalId, comment }) => ({ logicalId, comment }))).toEqual([
      { logicalId: 'Siteone', comment: 'one' },
      { logicalId: 'Sitetwox', comment: 'two.x' },
    ])
    expect(distributions.map(({ origins }) => origins.get('web')?.domainName)).toEqual([
      'one.example.org',
      'two.x.example.org',
    ])
  })
})

describe('the stacks of a folder', () => {
  const refused = `Resources:${site(
    'old.example.org',
    `          FieldLevelEncryptionId: C1
`,
  )}`
  const sound = `Resources:${site('www.example.org')}`

  const loadFolder = (files: Readonly<Record<string, string>>, parameters: Record<string, string> = {}) =>
    loadConfiguration(
      Object.entries(files).map(([file, text]) => ({ file, text, mayBeLeftOut: true })),
      { parameters, files: filesAtHand(true) },
    )

  test('one that is refused is left out with its reasons, and the others keep their ids', () => {
    const { distributions, leftOut, problems } = loadFolder({ 'Old.yml': refused, 'Site.yml': sound })
    expect(distributions.map(({ origins }) => origins.get('web')?.domainName)).toEqual(['www.example.org'])
    expect(stops(problems)).toBe(false)
    expect(leftOut.map(({ file }) => file)).toEqual(['Old.yml'])
    expect(leftOut.flatMap(stack => stack.problems.map(problemText)).join()).toMatch(
      /FieldLevelEncryptionId.*Old\.yml:\d+/,
    )
    const whole = loadFolder({ 'Old.yml': `Resources:${site('old.example.org')}`, 'Site.yml': sound })
    expect(whole.distributions.map(({ id }) => id)).toContain(distributions[0]?.id)
    expect(whole.leftOut).toEqual([])
  })

  test('one that takes a value from it is left out, too', () => {
    const exporting = `${refused}\nOutputs: { Host: { Value: host.example.org, Export: { Name: host } } }\n`
    const importing = `Resources:${site('!ImportValue host')}`
    const files = { 'Old.yml': exporting, 'Shop.yml': importing, 'Site.yml': sound }
    const { distributions, leftOut } = loadFolder(files)
    expect(distributions).toHaveLength(1)
    expect(leftOut.map(({ file }) => file)).toEqual(['Old.yml', 'Shop.yml'])
  })

  test('when none is left, the problems are those of all', () => {
    const { distributions, leftOut, problems } = loadFolder({ 'Old.yml': refused, 'Roles.yml': 'Resources: {}' })
    expect(distributions).toEqual([])
    expect(leftOut).toEqual([])
    expect(problems.map(problemText).join()).toMatch(/FieldLevelEncryptionId/)
  })

  test('one that is no template is left out', () => {
    const { distributions, leftOut } = loadFolder({ 'Broken.json': '{', 'Site.yml': sound })
    expect(distributions).toHaveLength(1)
    expect(leftOut.map(({ file }) => file)).toEqual(['Broken.json'])
  })

  test('a parameter that only it declares may be given; one that none declares is a mistake', () => {
    const files = { 'Old.yml': `Parameters: { Stage: { Type: String } }\n${refused}`, 'Site.yml': sound }
    expect(loadFolder(files, { Stage: 'live' }).distributions).toHaveLength(1)
    expect(messages(loadFolder(files, { Stgae: 'live' }))).toMatch(/no parameter Stgae/)
  })

  test('a file that is named by itself is not left out', () => {
    const loaded = load({ 'Old.yml': refused, 'Site.yml': sound })
    expect(loaded.distributions).toEqual([])
    expect(stops(loaded.problems)).toBe(true)
  })
})

describe('files that people take for a configuration are told apart', () => {
  test.each([
    {
      file: 'main.tf',
      text: 'resource "aws_cloudfront_distribution" "d" {\n}\n',
      says: /source of Terraform.*terraform show -json/s,
    },
    {
      file: 'state.txt',
      text: '# aws_cloudfront_distribution.d:\nresource "aws_cloudfront_distribution" "d" {\n}\n',
      says: /Terraform in words/,
    },
    {
      file: 'main.tf.json',
      text: '{ "resource": { "aws_cloudfront_distribution": {} } }',
      says: /source of Terraform/,
    },
    { file: 'cdk.tf.json', text: '{ "terraform": {}, "resource": {} }', says: /CDK for Terraform/ },
    { file: 'sst.config.ts', text: 'export default $config({ app() {} })', says: /source of SST.*get-distribution/s },
    { file: 'stack.ts', text: 'import * as cdk from "aws-cdk-lib"', says: /source code.*cdk\.out/s },
    { file: 'samconfig.toml', text: 'version = 0.1', says: /template\.yaml/ },
    { file: 'answer.txt', text: '<?xml version="1.0"?><DistributionConfig/>', says: /XML.*--output json/s },
    { file: 'cdk.json', text: '{ "app": "node app.js" }', says: /cdk synth/ },
    { file: 'Pulumi.yaml', text: 'name: site\nruntime: yaml', says: /project of Pulumi/ },
    { file: 'claim.yml', text: 'apiVersion: v1\nkind: Distribution', says: /manifest of Kubernetes/ },
    { file: 'plan.jsonl', text: '{"@level":"info"}\n{"@level":"info"}\n', says: /a log of Terraform/ },
    { file: 'site.yml.j2', text: 'Resources:\n{% for site in sites %}\n', says: /another tool/ },
    { file: 'list.json', text: '[]', says: /holds a list.*cdk\.out/s },
    { file: 'any.json', text: '{ "a": 1 }', says: /neither Resources, nor DistributionConfig/ },
    { file: 'string.json', text: '{ "TemplateBody": "Resources: {}" }', says: /--output text/ },
    { file: 'stacks.json', text: '{ "Stacks": [] }', says: /get-template --stack-name/ },
  ])('$file', ({ file, text, says }) => {
    expect(messages(load({ [file]: text }))).toMatch(says)
  })

  test('a part of a service of the Serverless Framework is told by its variable, with the line', () => {
    const part = `Resources:${site('www.example.org')}`.replace('www.example.org', "'${self:custom.host}'")
    const { problems } = load({ 'cdn.yml': part })
    expect(problems).toMatchObject([{ message: expect.stringContaining('${self:custom.host}'), remedy: /package/ }])
    expect(problems[0]?.place.line).toBeGreaterThan(1)
  })
})

test('a template in an answer of get-template is read as if it stood alone', () => {
  const body = { Resources: { Web: { Type: 'AWS::S3::Bucket' } } }
  expect(messages(load({ 'answer.json': JSON.stringify({ TemplateBody: body }) }))).toMatch(/has no distribution/)
})

test('a parameter that decides and has no value is asked for together with those that may be wanted then', () => {
  const stack = `
Parameters: { Stage: { Type: String }, Host: { Type: String }, Name: { Type: String, Default: x } }
Conditions: { Live: !Equals [!Ref Stage, live] }
Resources:
  Other: { Type: 'AWS::S3::Bucket', Condition: Live }${site('!If [Live, !Ref Host, !GetAtt Other.DomainName]')}`
  expect(load({ 'cdn.yml': stack }).problems).toMatchObject([
    { remedy: 'add --parameter Stage=VALUE; what depends on it may want --parameter Host=VALUE' },
  ])
})

test('the same mistake in two files is told of both', () => {
  const stack = `Resources:${site('https://www.example.org')}`
  const { problems } = load({ 'a.yml': stack, 'b.yml': stack })
  expect(problems.map(({ place }) => place.file)).toEqual(['a.yml', 'b.yml'])
})

describe('what a template names by id may be an answer of the API that is loaded beside it', () => {
  const ID = '11111111-2222-3333-4444-555555555555'
  const policy = JSON.stringify({
    CachePolicy: {
      Id: ID,
      CachePolicyConfig: {
        Name: 'pages',
        MinTTL: 0,
        DefaultTTL: 7,
        MaxTTL: 7,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: true,
          HeadersConfig: { HeaderBehavior: 'none' },
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    },
  })
  const FUNCTION = 'arn:aws:cloudfront::111122223333:function/rewrite'
  const LAMBDA = 'arn:aws:lambda:us-east-1:111122223333:function:auth'
  const withFunctions = `Resources:${site(
    'www.example.org',
    `          FunctionAssociations: [{ EventType: viewer-request, FunctionARN: ${FUNCTION} }]
          LambdaFunctionAssociations: [{ EventType: origin-request, LambdaFunctionARN: '${LAMBDA}:7' }]`,
  )}`
  const fn = {
    FunctionSummary: {
      Name: 'rewrite',
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
      FunctionMetadata: { FunctionARN: FUNCTION },
    },
  }
  const lambda = { FunctionName: 'auth', FunctionArn: `${LAMBDA}:7`, Runtime: 'nodejs22.x', Handler: 'index.handler' }

  test('a policy', () => {
    const cdn = `Resources:${site('www.example.org')}`.replace(OPTIMIZED, ID)
    expect(messages(load({ 'cdn.yml': cdn }))).toMatch(/get-cache-policy --id 11111111.*--template 11111111-\S+\.json/)
    expect(first(load({ 'cdn.yml': cdn, 'policy.json': policy })).behaviors[0]?.cachePolicy.name).toBe('pages')
  })

  test('the code of functions and Lambdas', () => {
    const texts: Readonly<Record<string, string>> = { 'api/rewrite.js': 'function handler(e) { return e.request }' }
    const answers = { 'api/rewrite.json': JSON.stringify(fn), 'api/auth.json': JSON.stringify(lambda) }
    const loaded = loadConfiguration(
      Object.entries({ 'cdn.yml': withFunctions, ...answers }).map(([file, text]) => ({ file, text })),
      { parameters: {}, files: { exists: () => true, text: path => texts[path], jsonNames: () => [] } },
    )
    const [behavior] = first(loaded).behaviors
    expect(behavior?.functions['viewer-request']).toMatchObject({ name: 'rewrite', place: { file: 'api/rewrite.js' } })
    expect(behavior?.lambdas['origin-request']?.lambda.code).toEqual({ kind: 'zip', file: 'api/auth.zip' })
  })

  test('what is missing is named with the commands that fetch it', () => {
    const words = messages(load({ 'cdn.yml': withFunctions }))
    expect(words).toMatch(/get-function --name rewrite --stage LIVE rewrite\.js.*--template rewrite\.json/)
    expect(words).toMatch(/get-function-configuration --function-name \S+:auth:7 > auth\.json.*--template auth\.json/)
  })
})

test('a Lambda that only a custom resource can name is told as such', () => {
  const behavior = `          LambdaFunctionAssociations:
            - { EventType: viewer-request, LambdaFunctionARN: !GetAtt Deployed.FunctionArn }`
  const cdn = `Resources:
  Deployed: { Type: 'Custom::Edge' }${site('www.example.org', behavior)}`
  expect(messages(load({ 'cdn.yml': cdn }))).toMatch(/which Lambda runs here is known only after a deployment/)
})

describe('what only a deployment knows', () => {
  const origin = '{{resolve:ssm:/app/host}}'

  test('has a stand-in as the domain name of an origin, with the way to give a server', () => {
    const loaded = load({ 'cdn.yml': `Resources:${site(`'${origin}'`)}` })
    expect(originOf(loaded)).toBe('known-at-deployment.invalid')
    expect(messages(loaded)).toMatch(/origin web is known only at a deployment.*\n.*--origin web=URL/)
  })

  test('is left out as an alias', () => {
    const text = `Resources:${site('www.example.org')}        Aliases: ['${origin}', b.example.org]\n`
    const loaded = load({ 'cdn.yml': text })
    expect(first(loaded).aliases).toEqual(['b.example.org'])
    expect(messages(loaded)).toMatch(/alias .* is known only at a deployment/)
  })
})

test('a transform among the resources is refused as such', () => {
  const text = `Resources:\n  'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: s3://b/k } }${site('a.example')}`
  expect(load({ 'cdn.yml': text }).problems).toMatchObject([
    { severity: 'refused', message: 'Fn::Transform is not evaluated' },
  ])
})

test('SmoothStreaming and gRPC are warned about, and everything else is served', () => {
  const more = `          SmoothStreaming: true
          AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
          GrpcConfig: { Enabled: true }
`
  const loaded = load({ 'cdn.yml': `Resources:${site('a.example', more)}` })
  expect(loaded.distributions).toHaveLength(1)
  expect(loaded.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning'])
})

test('Norway without quotes is false, as in CloudFormation, and told so', () => {
  const text = `Resources:${site('a.example')}        Restrictions:
          GeoRestriction: { RestrictionType: whitelist, Locations: [SE, NO] }
`
  expect(messages(load({ 'cdn.yml': text }))).toMatch(/"false" is no country code.*\n.*write 'NO' in quotes/)
})

describe('a stack in another region', () => {
  const map = 'Mappings: { Hosts: { eu-west-1: { web: eu.example.org } } }\n'
  const cdn = `${map}Resources:${site("!FindInMap [Hosts, !Ref 'AWS::Region', web]")}`

  test('is said by a pseudo parameter', () => {
    expect(originOf(load({ 'cdn.yml': cdn }, { 'AWS::Region': 'eu-west-1' }))).toBe('eu.example.org')
  })

  test('is offered when a map has no entry for us-east-1', () => {
    expect(messages(load({ 'cdn.yml': cdn }))).toMatch(/--parameter AWS::Region=eu-west-1/)
  })
})

describe('what SAM makes under names of its own', () => {
  const sam = (origin: string, behavior = ''): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      AutoPublishAlias: live
      FunctionUrlConfig: { AuthType: NONE }
      Events: { All: { Type: Api, Properties: { Path: /, Method: get } } }
${site(origin, behavior)}`

  test('the URL of a function', () => {
    const origin = "!Select [2, !Split ['/', !GetAtt ApiUrl.FunctionUrl]]"
    expect(originOf(load({ 'sam.yml': sam(origin) }))).toMatch(/\.lambda-url\.us-east-1\.on\.aws$/)
  })

  test('the stage of its API', () => {
    expect(originOf(load({ 'sam.yml': sam("!Sub '${ServerlessRestApiProdStage}.example.org'") }))).toBe(
      'Prod.example.org',
    )
  })

  test('the alias of a function, which CloudFront does not take', () => {
    const behavior = `          LambdaFunctionAssociations:
            - { EventType: viewer-request, LambdaFunctionARN: !Ref ApiAliaslive }`
    expect(messages(load({ 'sam.yml': sam('a.example', behavior) }))).toMatch(/live is no numbered version/)
  })
})

test('what the Serverless Framework adds when it packages is told as such', () => {
  const text = `Resources:${site("!Sub '${ApiGatewayRestApi}.execute-api.us-east-1.amazonaws.com'")}`
  expect(messages(load({ 'cdn.yml': text }))).toMatch(/the Serverless Framework adds it: package the service/)
})

describe('a distribution that is not created', () => {
  const conditioned = (conditions: string): string =>
    `Parameters: { Create: { Type: String, Default: 'no' } }\nConditions: { ${conditions} }\nResources:${site('a.example').replace('Properties:', 'Condition: Wanted\n    Properties:')}`

  test('is named with its condition and what decides it', () => {
    const text = conditioned("Wanted: { Condition: Asked }, Asked: !Equals [!Ref Create, 'yes']")
    expect(messages(load({ 'cdn.yml': text }))).toMatch(
      /Site is not created: its Condition Wanted is false.*\n.*make it true with --parameter Create=VALUE/,
    )
    expect(load({ 'cdn.yml': text }, { Create: 'yes' }).distributions).toHaveLength(1)
  })

  test('by a condition that nothing can change is named, too', () => {
    expect(messages(load({ 'cdn.yml': conditioned('Wanted: !Equals [a, b]') }))).toMatch(/change the condition/)
  })
})

test('a stack of a folder whose nested stack fails is left out with it', () => {
  const parent = "Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: inner.yml } } }"
  const texts: Readonly<Record<string, string>> = {
    'parent.yml': parent,
    'inner.yml': `Resources:${site('https://wrong')}`,
    'sound.yml': `Resources:${site('www.example.org')}`,
  }
  const { distributions, leftOut } = loadConfiguration(
    ['parent.yml', 'sound.yml'].map(file => ({ file, text: texts[file] ?? '', mayBeLeftOut: true })),
    { parameters: {}, files: { exists: path => path in texts, text: path => texts[path], jsonNames: () => [] } },
  )
  expect(distributions).toHaveLength(1)
  expect(leftOut.map(({ file, problems }) => [file, problems.length])).toEqual([['parent.yml', 1]])
})
