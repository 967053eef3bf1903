import type { StageOptions } from '../pop/stage.io.ts'
import { countryCode, type Geography } from '../pop/viewer/geography.ts'
import { Failure } from './failure.ts'

export interface ViewerPlacesOptions {
  readonly country?: string
  readonly ipDatabase?: string
}

const countryOf = (given: string | undefined): Geography | undefined => {
  if (given === undefined) return undefined
  const country = countryCode(given)
  if (country === undefined)
    throw new Failure(`✘ --country ${given}: expected two letters of ISO 3166-1, such as FR`, 2)
  return { country }
}

const databaseOf = async (file: string): Promise<NonNullable<StageOptions['geographyOf']>> => {
  const { openIpDatabase } = await import('../pop/viewer/ip-database.io.ts')
  try {
    return await openIpDatabase(file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Failure(`✘ --ip-database ${file}: ${why}\n  → give a MaxMind database, a file with the ending .mmdb`, 2)
  }
}

/** Where viewers are: by the database, else in the given country, else unknown. Throws a failure that names the option. */
export const viewerPlaces = async ({
  country,
  ipDatabase,
}: ViewerPlacesOptions): Promise<NonNullable<StageOptions['geographyOf']>> => {
  const elsewhere = countryOf(country)
  if (ipDatabase === undefined) return () => elsewhere
  const placeOf = await databaseOf(ipDatabase)
  return address => placeOf(address) ?? elsewhere
}
