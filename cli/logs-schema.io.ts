import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { athenaSchema, duckDbSchema, isBucketLocation, isPlainIdentifier } from '../ingest/schema.ts'
import { partitionDistribution } from '../ingest/partition.ts'
import { Failure } from './failure.ts'
import type { SchemaCommandOptions } from './logs-ingest-commands.ts'
import { wholeNumber } from './numbers.ts'
import { withLogStore } from './open-log-store.io.ts'

/** `understudy logs schema`. */
export const printSchema = async (options: SchemaCommandOptions): Promise<void> => {
  const statements = options.athena === true ? await athenaStatements(options) : duckDbStatements(options)
  process.stdout.write(statements.map(statement => `${statement}\n`).join('\n'))
}

const duckDbStatements = (options: SchemaCommandOptions): string[] =>
  duckDbSchema({ table: tableName(options), location: bucket(options) ?? resolve(options.store) })

const athenaStatements = async (options: SchemaCommandOptions): Promise<string[]> => {
  if (options.duckdb === true) throw new Failure('✘ --duckdb and --athena: choose one', 2)
  const location = bucket(options)
  if (location === undefined)
    throw new Failure('✘ --athena needs the place of the Parquet files\n  → --bucket s3://BUCKET/PREFIX', 2)
  return athenaSchema({
    table: tableName(options),
    location,
    distributions: options.distribution?.map(checkedDistribution) ?? (await distributionsOf(options.store)),
    days: wholeNumber('--days', options.days, 1, 10_000),
  })
}

const tableName = ({ table }: SchemaCommandOptions): string => {
  if (isPlainIdentifier(table)) return table
  throw new Failure(`✘ --table ${table}: lower-case letters, digits and underscores only`, 2)
}

const bucket = ({ bucket: given }: SchemaCommandOptions): string | undefined => {
  const location = given?.replace(/\/+$/, '')
  if (location === undefined || isBucketLocation(location)) return location
  throw new Failure(`✘ --bucket ${given}: expected s3://BUCKET/PREFIX, without characters that need an escape`, 2)
}

const checkedDistribution = (domain: string): string => {
  if (partitionDistribution(domain) === domain) return domain
  throw new Failure(`✘ --distribution ${domain}: expected a domain name in lower case`, 2)
}

const distributionsOf = async (folder: string): Promise<string[]> => {
  const remedy = '  → --distribution dEXAMPLE.cloudfront.net'
  if (!existsSync(folder))
    throw new Failure(`✘ Athena's table lists the distributions, and there is no store at ${folder}\n${remedy}`, 2)
  const names = await withLogStore(folder, { readOnly: true }, store =>
    store.query<{ distribution: string }>('SELECT DISTINCT distribution FROM requests ORDER BY distribution'),
  )
  if (names.length === 0)
    throw new Failure(`✘ Athena's table lists the distributions, and the store at ${folder} has no rows\n${remedy}`, 2)
  return names.map(({ distribution }) => distribution)
}
