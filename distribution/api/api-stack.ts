import { dirname, join } from 'node:path'
import type { FilesAtHand } from '../files-at-hand.ts'
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from '../managed-policies.ts'
import type { Place } from '../problem.ts'
import type { ProblemLog } from '../template/problem-log.ts'
import type { TemplateNode } from '../template/template-node.ts'
import { booleanNode, child, mapNode, textNode, unresolved } from '../template/template-node.ts'
import type { StackBody } from '../template/template-scope.ts'
import type { ApiDocument } from './api-documents.ts'

const FUNCTION = 'AWS::CloudFront::Function'
const LAMBDA = 'AWS::Lambda::Function'

/** Answers of the API with what they name: completed from the files at hand, and what is missing is named with the command that fetches it. */
export class ApiStack {
  private readonly place: Place
  private readonly folder: string
  private readonly documents = new Map<string, ApiDocument>()
  private readonly files: FilesAtHand
  private readonly log: ProblemLog

  constructor(place: Place, documents: readonly ApiDocument[], files: FilesAtHand, log: ProblemLog) {
    this.place = place
    this.folder = dirname(place.file)
    this.files = files
    this.log = log
    for (const document of documents) this.add(document)
  }

  /** Adds what the distribution names and no answer describes, as far as it is at hand; what is not is named and leaves its value unresolved. */
  complete(distribution: ApiDocument): void {
    const properties = rewritten(distribution.properties, '', (name, { text, place }) =>
      this.isAtHand(name, text, place),
    )
    this.add({ ...distribution, properties })
  }

  /** Adds the code of every function that an answer describes. */
  completeCode(): void {
    for (const { type, identity, place } of this.documents.values()) {
      if (identity === undefined) continue
      if (type === FUNCTION) this.completeFunction(identity.ref, place)
      if (type === LAMBDA) this.completeLambda(identity.attributes['Arn'] ?? '', place)
    }
  }

  private isAtHand(property: string, value: string, place: Place): boolean {
    if (property === 'FunctionARN') return this.completeFunction(value, place)
    if (property === 'LambdaFunctionARN') return this.completeLambda(value, place)
    if (property === 'OriginAccessControlId') return this.completeAccessControl(value, place)
    return this.isDescribed(property, value, place)
  }

  translated(): StackBody {
    // A function that nobody names may come without its code.
    const complete = [...this.documents].filter(
      ([, { type, properties }]) => type !== FUNCTION || child(properties, 'FunctionCode') !== undefined,
    )
    const resources = complete.map(
      ([key, { type, properties, place }]) =>
        [
          key,
          mapNode(
            [
              ['Type', textNode(type, place)],
              ['Properties', properties],
            ],
            place,
          ),
        ] as const,
    )
    const identities = [...this.documents].flatMap(([key, { identity }]) =>
      identity === undefined ? [] : [[key, identity] as const],
    )
    const { place } = this
    return { root: mapNode([['Resources', mapNode(resources, place)]], place), identities: new Map(identities) }
  }

  /** Ids of different kinds may be the same text, and a function a namesake of a Lambda. */
  private add(document: ApiDocument): void {
    const { logicalId, type } = document
    const taken = this.documents.get(logicalId)
    const key = taken === undefined || taken.type === type ? logicalId : `${logicalId} (${type.split('::').at(-1)})`
    this.documents.set(key, document)
  }

  private find(type: string, matches: (document: ApiDocument) => boolean): ApiDocument | undefined {
    return [...this.documents.values()].find(document => document.type === type && matches(document))
  }

  private isDescribed(property: string, id: string, place: Place): boolean {
    const kind = NAMED_BY_ID.get(property)
    if (kind === undefined || kind.managed?.has(id) === true) return true
    if (this.find(kind.type, ({ identity }) => identity?.ref === id) !== undefined) return true
    this.log.error(`the ${kind.words} ${id} is not at hand`, place, {
      remedy: `aws cloudfront ${kind.command} --id ${id} > ${this.path(`${id}.json`)}${kind.alsoNeeds ?? ''}`,
      rule: kind.rule,
    })
    return false
  }

  private completeAccessControl(id: string, place: Place): boolean {
    const type = 'AWS::CloudFront::OriginAccessControl'
    if (this.find(type, ({ identity }) => identity?.ref === id) !== undefined) return true
    this.log.warning(`the origin access control ${id} is not at hand: it is taken to sign every request`, place, {
      remedy: `aws cloudfront get-origin-access-control --id ${id} > ${this.path(`${id}.json`)}`,
      rule: 'S3-01',
    })
    const config = {
      Name: id,
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    }
    const entries = Object.entries(config).map(([name, text]) => [name, textNode(text, place)] as const)
    this.add({
      logicalId: id,
      type,
      properties: mapNode([['OriginAccessControlConfig', mapNode(entries, place)]], place),
      identity: { ref: id, attributes: { Id: id } },
      place,
    })
    return true
  }

  private completeFunction(arn: string, place: Place): boolean {
    const name = arn.split('/').at(-1) ?? arn
    const described = this.find(FUNCTION, ({ identity }) => identity?.ref === arn)
    if (described !== undefined && child(described.properties, 'FunctionCode') !== undefined) return true
    const file = this.path(`${name}.js`)
    const code = this.files.text(file)
    if (code === undefined) {
      this.log.refused(`the code of the function ${name} is not at hand`, place, {
        remedy: `aws cloudfront get-function --name ${name} --stage LIVE ${file}`,
        rule: 'CFF-160',
      })
      return false
    }
    if (described === undefined) {
      this.log.warning(`the function ${name} is not described: runtime cloudfront-js-2.0 is assumed`, place, {
        remedy: `aws cloudfront describe-function --name ${name} --stage LIVE > ${this.path(`${name}.json`)}`,
        rule: 'CFF-160',
      })
    }
    const config = child(described?.properties, 'FunctionConfig')
    this.completeStores(config)
    const entries: readonly (readonly [string, TemplateNode])[] = [
      ['Name', textNode(name, place)],
      ['FunctionCode', textNode(code, { file })],
      ['FunctionConfig', config ?? mapNode([['Runtime', textNode('cloudfront-js-2.0', place)]], place)],
      ['AutoPublish', booleanNode(true, place)],
    ]
    this.add({
      logicalId: name,
      type: FUNCTION,
      properties: mapNode(entries, described?.place ?? place),
      identity: { ref: arn, attributes: { FunctionARN: arn } },
      place: described?.place ?? place,
    })
    return true
  }

  private completeStores(config: TemplateNode | undefined): void {
    const type = 'AWS::CloudFront::KeyValueStore'
    const associations = child(config, 'KeyValueStoreAssociations')
    for (const association of associations?.kind === 'list' ? associations.items : []) {
      const arn = child(association, 'KeyValueStoreARN')
      if (arn?.kind !== 'scalar') continue
      if (this.find(type, ({ identity }) => identity?.attributes['Arn'] === arn.text) !== undefined) continue
      const id = arn.text.split('/').at(-1) ?? arn.text
      this.log.warning(`the key value store ${id} is not described: its id is taken as its name`, arn.place, {
        remedy: `aws cloudfront describe-key-value-store --name NAME > ${this.path('NAME.json')}`,
        rule: 'CFF-153',
      })
      this.add({
        logicalId: id,
        type,
        properties: mapNode([['Name', textNode(id, arn.place)]], arn.place),
        identity: { ref: id, attributes: { Arn: arn.text } },
        place: arn.place,
      })
    }
  }

  private completeLambda(arn: string, place: Place): boolean {
    const type = LAMBDA
    const unqualified = arn.split(':').slice(0, 7).join(':')
    const name = arn.split(':')[6] ?? arn
    const described = this.find(type, ({ identity }) => identity?.attributes['Arn'] === unqualified)
    const config = this.path(`${name}.json`)
    if (described === undefined) {
      this.log.refused(`the Lambda ${name} is not at hand`, place, {
        remedy: `aws lambda get-function-configuration --function-name ${arn} > ${config}, and its code as ${name}.zip or the folder ${name} beside it`,
        rule: 'LAE-70',
      })
      return false
    }
    if (child(described.properties, 'Code') !== undefined) return true
    const [zip, folder] = [this.path(`${name}.zip`), this.path(name)]
    const code = this.files.exists(zip) ? `${name}.zip` : name
    if (code === name && !this.files.exists(folder)) {
      this.log.refused(`the code of the Lambda ${name} is not at hand`, place, {
        remedy: `curl -o ${zip} "$(aws lambda get-function --function-name ${arn} --query Code.Location --output text)"`,
        rule: 'LAE-70',
      })
      return false
    }
    const { properties } = described
    const entries = properties.kind === 'map' ? [...properties.entries] : []
    this.add({ ...described, properties: mapNode([...entries, ['Code', textNode(code, place)]], properties.place) })
    return true
  }

  private path(name: string): string {
    return join(this.folder, name)
  }
}

interface NamedById {
  readonly type: string
  readonly words: string
  readonly command: string
  readonly alsoNeeds?: string
  readonly rule: string
  /** Those that AWS has for everybody. */
  readonly managed?: ReadonlyMap<string, unknown>
}

/** By the property that names one. */
const NAMED_BY_ID: ReadonlyMap<string, NamedById> = new Map<string, NamedById>([
  [
    'CachePolicyId',
    {
      type: 'AWS::CloudFront::CachePolicy',
      words: 'cache policy',
      command: 'get-cache-policy',
      rule: 'POL-01',
      managed: MANAGED_CACHE_POLICIES,
    },
  ],
  [
    'OriginRequestPolicyId',
    {
      type: 'AWS::CloudFront::OriginRequestPolicy',
      words: 'origin request policy',
      command: 'get-origin-request-policy',
      rule: 'POL-01',
      managed: MANAGED_ORIGIN_REQUEST_POLICIES,
    },
  ],
  [
    'ResponseHeadersPolicyId',
    {
      type: 'AWS::CloudFront::ResponseHeadersPolicy',
      words: 'response headers policy',
      command: 'get-response-headers-policy',
      rule: 'POL-01',
      managed: MANAGED_RESPONSE_HEADERS_POLICIES,
    },
  ],
  [
    'TrustedKeyGroups',
    {
      type: 'AWS::CloudFront::KeyGroup',
      words: 'key group',
      command: 'get-key-group',
      alsoNeeds: ', and get-public-key for each of its keys',
      rule: 'SEC-01',
    },
  ],
])

type ScalarNode = Extract<TemplateNode, { kind: 'scalar' }>

/** The node with every text below it that is not kept marked as unresolved; `name` is that of its property. */
const rewritten = (
  node: TemplateNode,
  name: string,
  keeps: (name: string, scalar: ScalarNode) => boolean,
): TemplateNode => {
  if (node.kind === 'scalar') return typeof node.value !== 'string' || keeps(name, node) ? node : unresolved(node.place)
  if (node.kind === 'list') return { ...node, items: node.items.map(item => rewritten(item, name, keeps)) }
  if (node.kind === 'unresolved') return node
  return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, rewritten(value, key, keeps)])) }
}
