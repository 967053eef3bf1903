import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AwsCredentials } from '../http/aws-signer.io.ts'
import type { Distribution, Origin } from '../distribution/model.ts'
import { HeaderList } from '../http/header-list.ts'
import { signsRequest } from '../pop/origin/s3-request.ts'
import type { OriginStandIn } from '../pop/stage.io.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The usual variables of AWS. */
export type AwsEnvironment = Readonly<Record<string, string | undefined>>

const credentialsOf = (env: AwsEnvironment): AwsCredentials | undefined => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

/** `s3+http://HOST:PORT/BUCKET`, signed with the credentials of the environment where the origin's access asks for it (S3-01). */
const bucketOf = (option: string, value: string, origin: Origin | undefined, env: AwsEnvironment): OriginStandIn => {
  const url = URL.canParse(value.slice('s3+'.length)) ? new URL(value.slice('s3+'.length)) : undefined
  const bucket = /^\/([a-z0-9][a-z0-9.-]+)\/?$/.exec(url?.pathname ?? '')?.[1]
  if (url === undefined || bucket === undefined || url.search !== '' || url.username !== '')
    throw new Failure(`✘ ${option}: not a bucket\n  → write s3+http://HOST:PORT/BUCKET`, 2)
  if (origin?.kind !== 's3')
    throw new Failure(`✘ ${option}: not an S3 origin\n  → name a server with http://HOST:PORT`, 2)
  const isSigned = signsRequest(origin, new HeaderList())
  const credentials = isSigned ? credentialsOf(env) : undefined
  if (isSigned && credentials === undefined)
    throw new Failure(
      `✘ ${option}: no credentials to sign with\n  → set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
      2,
    )
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  return { kind: 'bucket', url, bucket, region, credentials }
}

const standInOf = (id: string, value: string, origin: Origin | undefined, env: AwsEnvironment): OriginStandIn => {
  if (/^s3\+https?:\/\//.test(value)) return bucketOf(`--origin ${id}=${value}`, value, origin, env)
  if (/^https?:\/\//.test(value)) {
    if (!URL.canParse(value)) throw new Failure(`✘ --origin ${id}=${value}: not a URL`, 2)
    return { kind: 'url', url: new URL(value) }
  }
  const folder = resolve(value)
  if (!isFolder(folder))
    throw new Failure(`✘ --origin ${id}=${value}: neither an http(s) URL, an s3+http(s) URL nor a folder`, 2)
  return { kind: 'folder', folder }
}

/** `--origin ID=URL|DIR|s3+URL`. An id that no distribution has is a usage failure that names the ids there are. */
export const parseOriginStandIns = (
  given: readonly string[],
  distributions: readonly Distribution[],
  env: AwsEnvironment = process.env,
): Map<string, OriginStandIn> => {
  const known = new Map(distributions.flatMap(({ origins }) => [...origins]))
  const standIns = new Map<string, OriginStandIn>()
  for (const [id, value] of parseAssignments('--origin', given, 'ID=URL, ID=DIR or ID=s3+URL')) {
    if (!known.has(id))
      throw new Failure(
        `✘ --origin ${id}: the template has no such origin\n  → origins: ${[...known.keys()].join(', ')}`,
        2,
      )
    standIns.set(id, standInOf(id, value, known.get(id), env))
  }
  return standIns
}

const PACKAGE_OF_SIGNER = '@smithy/signature-v4'

/** Throws a failure when requests are to be signed and the package for it, which is optional, is not there. */
export const requireSigner = async (standIns: ReadonlyMap<string, OriginStandIn>): Promise<void> => {
  const isSigned = (standIn: OriginStandIn): boolean => standIn.kind === 'bucket' && standIn.credentials !== undefined
  if (![...standIns.values()].some(isSigned)) return
  await import(PACKAGE_OF_SIGNER).catch(() => {
    throw new Failure(
      `✘ a bucket at s3+URL needs the package ${PACKAGE_OF_SIGNER}, which is not installed\n  → npm install ${PACKAGE_OF_SIGNER}`,
    )
  })
}

/** `--origin-ca FILE`: the text of a file with certificates. */
export const readOriginCa = (file: string): string => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure(`✘ --origin-ca ${file}: ${error instanceof Error ? error.message : String(error)}`, 2)
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Failure(
      `✘ --origin-ca ${file}: holds no certificate\n  → name a PEM file, -----BEGIN CERTIFICATE-----`,
      2,
    )
  return text
}
