/** Where the rows of one hour of one distribution lie; the time is the start of the request, UTC. */
export interface Partition {
  readonly distribution: string
  /** `2027-06-11` */
  readonly day: string
  /** `00` to `23` */
  readonly hour: string
}

/** For a domain name that is none: partition values are names of folders. */
export const UNKNOWN_DISTRIBUTION = 'unknown'

/** Lower case, without port; what is no host name becomes `unknown`, so that no value can leave its folder. */
export const partitionDistribution = (domain: string | undefined): string => {
  const name = domain?.toLowerCase().replace(/:\d+$/, '') ?? ''
  return /^(?=.{1,253}$)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(name) ? name : UNKNOWN_DISTRIBUTION
}

/** The folder, below the store's. */
export const partitionFolder = ({ distribution, day, hour }: Partition): string =>
  `requests/distribution=${distribution}/dt=${day}/hour=${hour}`
