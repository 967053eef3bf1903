import { dirname, isAbsolute, join, posix } from 'node:path'
import type { LambdaCode } from '../model.ts'
import type { Reading } from './reading.ts'
import type { Resource } from './resources.ts'
import { Section } from './section.ts'

const NOWHERE: LambdaCode = { kind: 'inline', source: '' }

/**
 * Where the code of a Lambda is on this machine: the folder that the CDK names in `aws:asset:path`, a path written as `Code`, inline text, or a
 * zip or CDK asset beside the template with the name of the S3 key.
 */
export const readLambdaCode = (reading: Reading, resource: Resource, properties: Section): LambdaCode => {
  const asset = assetPath(reading, resource)
  const code = properties.get('Code')
  if (asset !== undefined) return onDisk(reading, asset, properties)
  if (code?.kind === 'scalar') return onDisk(reading, code.text, properties)
  const section = code === undefined ? properties.requiredSection('Code') : properties.section('Code')
  const source = section?.text('ZipFile')
  if (source !== undefined) return { kind: 'inline', source }
  const key = section?.text('S3Key')
  if (key !== undefined) return onDisk(reading, nameOfKey(reading, key), properties)
  if (code?.kind === 'map') {
    properties.reject(
      'Code',
      'the code of the Lambda cannot be found',
      'give Code.S3Key with the zip beside the template, or Code.ZipFile',
    )
  }
  return NOWHERE
}

/** The zip of that name, or the folder or zip that the CDK makes of an asset: `asset.HASH`. */
const nameOfKey = (reading: Reading, key: string): string => {
  const name = posix.basename(key)
  const asset = [`asset.${name.replace(/\.zip$/, '')}`, `asset.${name}`].find(path =>
    reading.fileExists(besideTemplate(reading, path)),
  )
  return reading.fileExists(besideTemplate(reading, name)) ? name : (asset ?? name)
}

/** Paths are relative to the template. */
const besideTemplate = ({ file }: Reading, path: string): string =>
  isAbsolute(path) ? path : join(dirname(file), path)

const assetPath = ({ scope }: Reading, { metadata, place }: Resource): string | undefined => {
  if (metadata?.kind !== 'map') return undefined
  return new Section(scope, metadata, place).text('aws:asset:path')
}

const onDisk = (reading: Reading, path: string, properties: Section): LambdaCode => {
  const absolute = besideTemplate(reading, path)
  if (!reading.fileExists(absolute)) {
    properties.reject(
      'Code',
      `the code of the Lambda is not there: ${absolute}`,
      'package the template again, or put the code beside it',
    )
  }
  return absolute.endsWith('.zip') ? { kind: 'zip', file: absolute } : { kind: 'folder', folder: absolute }
}
