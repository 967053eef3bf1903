/** What the prepared code of a function calls or counts, under names unlike anything the source contains. */
export interface HarnessNames {
  readonly steps: string
  readonly granted: string
  readonly idleTurns: string
  readonly bytes: string
  readonly spend: string
  /** Charges a text that was just put together, and gives it back. */
  readonly grown: string
  /** Asks for more steps; the harness reads the clock meanwhile. */
  readonly more: string
  readonly cloudfront: string
  readonly wording: string
  readonly pause: string
  readonly outOfSteps: string
  readonly outOfMemory: string
  /** Constructors of the engine that take a length, guarded. */
  readonly made: string
  /** An array whose length may be set to anything. */
  readonly wide: string
  readonly checkedKey: string
  readonly listed: string
}

const WORDS = {
  steps: 'Steps',
  granted: 'Granted',
  idleTurns: 'IdleTurns',
  bytes: 'Bytes',
  spend: 'Spend',
  grown: 'Grown',
  more: 'More',
  cloudfront: 'Cloudfront',
  wording: 'Wording',
  pause: 'Pause',
  outOfSteps: 'OutOfSteps',
  outOfMemory: 'OutOfMemory',
  made: 'Made',
  wide: 'Wide',
  checkedKey: 'CheckedKey',
  listed: 'Listed',
} as const satisfies HarnessNames

export const harnessNames = (source: string): HarnessNames => {
  let suffix = ''
  while (Object.values(WORDS).some(word => source.includes(`understudy${word}${suffix}`))) suffix += '_'
  const named = (word: string): string => `understudy${word}${suffix}`
  return {
    steps: named(WORDS.steps),
    granted: named(WORDS.granted),
    idleTurns: named(WORDS.idleTurns),
    bytes: named(WORDS.bytes),
    spend: named(WORDS.spend),
    grown: named(WORDS.grown),
    more: named(WORDS.more),
    cloudfront: named(WORDS.cloudfront),
    wording: named(WORDS.wording),
    pause: named(WORDS.pause),
    outOfSteps: named(WORDS.outOfSteps),
    outOfMemory: named(WORDS.outOfMemory),
    made: named(WORDS.made),
    wide: named(WORDS.wide),
    checkedKey: named(WORDS.checkedKey),
    listed: named(WORDS.listed),
  }
}
