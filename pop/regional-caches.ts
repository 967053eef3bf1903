/**
 * Which regional edge cache stands behind an edge location. AWS publishes the regions (TIER-06) but no map; this one goes by distance and
 * is an assumption (tiers, `cf.edgeLocation`, replay). In: the first three letters of `x-edge-location`, which are those of an airport.
 */
const LOCATIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'IAD ATL MIA JAX CLT PHL EWR JFK BOS YUL YTO YYZ QRO BOG LIM TPA RIC',
  'us-east-2': 'ORD CMH MSP DTW STL IND DEN DFW IAH AUS MCI BNA OMA MEX SLC PHX',
  'us-west-2': 'SEA HIO PDX SFO LAX YVR LAS SJC YYC HNL ANC SAN',
  'sa-east-1': 'GRU GIG SCL EZE FOR ASU MVD',
  'eu-west-1': 'DUB SNN KEF LIS OPO',
  'eu-west-2': 'LHR MAN EDI AMS',
  'eu-central-1':
    'FRA CDG MRS MUC DUS HAM TXL BER ZRH VIE PRG BUD WAW MXP MIL FCO PMO MAD BCN CPH ARN OSL HEL SOF OTP ATH ZAG BRU',
  'me-central-1': 'DXB FJR BAH DOH JED RUH MCT TLV IST NBO JNB CPT LOS CAI',
  'ap-south-1': 'BOM DEL MAA HYD BLR CCU PNQ',
  'ap-southeast-1': 'SIN KUL BKK CGK MNL HAN SGN HKG',
  'ap-southeast-2': 'SYD MEL PER BNE AKL',
  'ap-northeast-1': 'NRT HND KIX NGO TPE',
  'ap-northeast-2': 'ICN SEL',
}

/** TIER-06 */
export const REGIONAL_CACHES: readonly string[] = Object.keys(LOCATIONS)

const regionOf = new Map(
  Object.entries(LOCATIONS).flatMap(([region, airports]) =>
    airports.split(' ').map((airport): [string, string] => [airport, region]),
  ),
)

const REGION_OF_UNKNOWN = 'us-east-1'

/** Region of the regional edge cache. */
export const regionalCacheOf = (location: string): string =>
  regionOf.get(location.slice(0, 3).toUpperCase()) ?? REGION_OF_UNKNOWN
