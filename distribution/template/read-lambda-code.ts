import { dirname, isAbsolute, join, posix } from 'node:path'
import type { LambdaCode } from '../model.ts'
import type { Reading } from './reading.ts'
import type { Resource } from './resources.ts'
import { Section } from './section.ts'

const NOWHERE: LambdaCode = { kind: 'inline', source: '' }

/**
 * Where the code of a Lambda is on this machine: the folder that the CDK names in `aws:asset:path`, a path written as `Code`, inline text, or a
 * zip beside the template with the name of the S3 key.
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
  if (key !== undefined) return onDisk(reading, posix.basename(key), properties)
  if (code?.kind === 'map') {
    properties.reject(
      'Code',
      'the code of the Lambda cannot be found',
      'give Code.S3Key with the zip beside the template, or Code.ZipFile',
    )
  }
  return NOWHERE
}

const assetPath = ({ scope }: Reading, { metadata, place }: Resource): string | undefined => {
  if (metadata?.kind !== 'map') return undefined
  return new Section(scope, metadata, place).text('aws:asset:path')
}

/** Paths are relative to the template. */
const onDisk = (reading: Reading, path: string, properties: Section): LambdaCode => {
  const absolute = isAbsolute(path) ? path : join(dirname(reading.file), path)
  if (!reading.fileExists(absolute)) {
    properties.reject(
      'Code',
      `the code of the Lambda is not there: ${absolute}`,
      'package the template again, or put the code beside it',
    )
  }
  return absolute.endsWith('.zip') ? { kind: 'zip', file: absolute } : { kind: 'folder', folder: absolute }
}
