import { urlWithoutValues, type KeptParameters } from './query-parameters.ts'

/**
 * The value of one key in what an edge function wrote with `logCustomData`: `v=site:v4;u=/live?a=1;k=browser` (cloudfront-logs 4.3).
 * Undefined when absent, empty, or `-`.
 */
export const logDataValue = (logData: string | undefined, key: string): string | undefined => {
  for (const pair of logData?.split(';') ?? []) {
    if (!pair.startsWith(`${key}=`)) continue
    const value = pair.slice(key.length + 1)
    return value === '' || value === '-' ? undefined : value
  }
  return undefined
}

/** The same text with the query values of its URL gone (`u=`), which is the one part a viewer wrote. */
export const logDataWithoutValues = (logData: string, kept: KeptParameters): string =>
  logData.replace(URL_PART, (_, start: string, url: string) => `${start}u=${urlWithoutValues(url, kept)}`)

/** A query may hold a semicolon: the URL ends where `;k=` begins for the last time, or with the text. */
const URL_PART = /(^|;)u=(.*?)(?=;k=[^;]*$|$)/s
