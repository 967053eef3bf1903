import type { CloudFrontFunction, KeyValueImportSource, KeyValueStore } from '../model.ts'
import { FUNCTION_CODE_BYTES, KEY_VALUE_STORES_PER_FUNCTION } from '../quotas.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

const FUNCTION_NAME = /^[a-zA-Z0-9_-]{1,64}$/

/** A function and the stack that it stands in. */
export interface ReadFunction {
  readonly reading: Reading
  readonly arn: string
  readonly fn: CloudFrontFunction
}

/** The CloudFront Functions of the stacks. */
export const readFunctions = (readings: readonly Reading[]): readonly ReadFunction[] => {
  const stores = new Map(readings.flatMap(readKeyValueStores))
  return readings.flatMap(reading =>
    resourcesOfType(reading, 'AWS::CloudFront::Function').map((resource): ReadFunction => ({
      reading,
      arn: refOf(reading, resource),
      fn: readFunction(reading, resource, stores),
    })),
  )
}

/** By ARN, as a stack means them: stacks for several accounts may have a function of one name each. */
export const functionsFor = (
  reading: Reading,
  functions: readonly ReadFunction[],
): ReadonlyMap<string, CloudFrontFunction> => {
  const isOwn = (one: ReadFunction): boolean => one.reading === reading
  const ordered = [...functions.filter(one => !isOwn(one)), ...functions.filter(isOwn)]
  return new Map(ordered.map(({ arn, fn }) => [arn, fn]))
}

const readKeyValueStores = (reading: Reading): readonly (readonly [arn: string, store: KeyValueStore])[] =>
  resourcesOfType(reading, 'AWS::CloudFront::KeyValueStore').map(resource => {
    const arn = reading.scope.identities.attribute(resource.logicalId, 'Arn', resource.place) ?? ''
    return [arn, readKeyValueStore(reading, resource)]
  })

const readKeyValueStore = (reading: Reading, resource: Resource): KeyValueStore => {
  const properties = propertiesOf(reading, resource)
  const name = properties.requiredText('Name')
  properties.labels('Comment', 'Tags')
  const importSource = readImportSource(properties)
  properties.finish()
  return { logicalId: resource.logicalId, name, ...(importSource === undefined ? {} : { importSource }) }
}

const OBJECT_ARN = /^arn:aws[\w-]*:s3:::[^/]+\/.+/

/** CFF-153 */
const readImportSource = (properties: Section): KeyValueImportSource | undefined => {
  const source = properties.section('ImportSource')
  if (source === undefined) return undefined
  const sourceArn = source.requiredText('SourceArn')
  source.requiredOneOf('SourceType', ['S3'])
  if (sourceArn !== '' && !OBJECT_ARN.test(sourceArn)) {
    const message = `${JSON.stringify(sourceArn)} is not the ARN of an object in a bucket`
    source.reject('SourceArn', message, 'use arn:aws:s3:::bucket/key', 'CFF-153')
  }
  source.finish()
  return { sourceArn, place: source.placeOf('SourceArn') }
}

const readFunction = (
  reading: Reading,
  resource: Resource,
  stores: ReadonlyMap<string, KeyValueStore>,
): CloudFrontFunction => {
  const properties = propertiesOf(reading, resource)
  const name = readName(properties)
  const code = readCode(properties)
  const config = properties.requiredSection('FunctionConfig')
  config.labels('Comment')
  const runtime = config.requiredOneOf('Runtime', ['cloudfront-js-2.0', 'cloudfront-js-1.0'])
  const keyValueStore = readAssociatedStore(config, stores, runtime)
  config.finish()
  checkPublished(reading, properties, name)
  properties.labels('Tags', 'FunctionMetadata')
  properties.finish()
  const { file, line } = properties.placeOf('FunctionCode')
  const place = line === undefined ? { file } : { file, line }
  const fn = { logicalId: resource.logicalId, name, runtime, code, keyValueStore, place }
  return reading.notes.wrote(fn, properties, config)
}

/** CFF-157 */
const readName = (properties: Section): string => {
  const name = properties.requiredText('Name')
  if (name !== '' && !FUNCTION_NAME.test(name)) {
    properties.reject(
      'Name',
      `${JSON.stringify(name)} is no name for a function`,
      'use 1 to 64 letters, digits, - and _',
      'CFF-157',
    )
  }
  return name
}

/** CFF-150, QUO-16 */
const readCode = (properties: Section): string => {
  const code = properties.requiredText('FunctionCode')
  const bytes = Buffer.byteLength(code, 'utf8')
  if (bytes > FUNCTION_CODE_BYTES) {
    const message = `the function code has ${bytes} bytes, at most ${FUNCTION_CODE_BYTES}`
    properties.reject('FunctionCode', message, 'make the code smaller', 'QUO-16')
  }
  if (code.trim() === '' && properties.gave('FunctionCode')) {
    properties.reject('FunctionCode', 'the function code is empty', 'give the code of the function', 'CFF-150')
  }
  return code
}

/** CFF-160, QUO-18 */
const readAssociatedStore = (
  config: Section,
  stores: ReadonlyMap<string, KeyValueStore>,
  runtime: CloudFrontFunction['runtime'],
): KeyValueStore | undefined => {
  const arns = config.sections('KeyValueStoreAssociations').map(association => {
    const arn = association.requiredText('KeyValueStoreARN')
    association.finish()
    return arn
  })
  const property = 'KeyValueStoreAssociations'
  if (arns.length > KEY_VALUE_STORES_PER_FUNCTION) {
    config.reject(property, 'a function takes one key value store', 'keep one association', 'QUO-18')
  }
  const [arn] = arns
  if (arn === undefined) return undefined
  if (runtime === 'cloudfront-js-1.0') {
    config.reject(property, 'runtime 1.0 has no key value store', 'use cloudfront-js-2.0', 'CFF-153')
  }
  const store = stores.get(arn)
  if (store === undefined && arn !== '') {
    config.reject(property, `the template has no key value store ${arn}`, 'use Fn::GetAtt Store.Arn', 'CFF-160')
  }
  return store
}

/** Only published functions can be associated (CFF-157). */
const checkPublished = ({ log }: Reading, properties: Section, name: string): void => {
  if (properties.boolean('AutoPublish') === true) return
  const remedy = 'add AutoPublish: true'
  log.warning(`the function ${name} is not published, so it cannot be associated`, properties.place, {
    remedy,
    rule: 'CFF-160',
  })
}
