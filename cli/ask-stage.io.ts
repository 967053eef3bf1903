import { Failure } from './failure.ts'
import { readStageAddress } from './stage-address.io.ts'

const TIMEOUT_MS = 10_000

/** The control address of `--stage`, or of the stage that runs in this folder. Throws a failure when there is none. */
export const stageUrl = (given: string | undefined): string => {
  const url = given ?? readStageAddress()
  if (url === undefined)
    throw new Failure(
      '✘ no stage runs in this folder\n  → start one with understudy dev, or name the control address it prints with --stage',
    )
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new Failure(`✘ --stage ${url}: not a URL`, 2)
  return url
}

export const textIn = (value: unknown, property: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const found = Object.entries(value).find(([name]) => name === property)?.[1]
  return typeof found === 'string' ? found : undefined
}

/** Asks the control address of a stage: `GET`, or `POST` when there is something to say. Throws a failure when no stage answers. */
export const askStage = async (
  url: string,
  path: string,
  said?: object,
): Promise<{ readonly status: number; readonly answer: unknown }> => {
  try {
    const response = await fetch(new URL(path, url), {
      ...(said === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, answer: await response.json() }
  } catch {
    throw new Failure(
      `✘ no stage answers at ${url}\n  → name the control address that dev or start printed with --stage`,
    )
  }
}
