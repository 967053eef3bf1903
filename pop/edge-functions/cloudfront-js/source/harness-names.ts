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
  /** How deep calls stand in one another. */
  readonly depth: string
  readonly outOfStack: string
  /** Goes down so many levels, and gives the depth before. */
  readonly down: string
  /** Goes back to a depth, and gives a value back. */
  readonly up: string
  /** The depth before a call, in the function that is called. */
  readonly level: string
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
  /** Keeps the order of members. */
  readonly ordered: string
  /** Makes an expression from a pattern of PCRE. */
  readonly pattern: string
}

const WORDS = {
  steps: 'Steps',
  granted: 'Granted',
  idleTurns: 'IdleTurns',
  bytes: 'Bytes',
  spend: 'Spend',
  grown: 'Grown',
  more: 'More',
  depth: 'Depth',
  outOfStack: 'OutOfStack',
  down: 'Down',
  up: 'Up',
  level: 'Level',
  cloudfront: 'Cloudfront',
  wording: 'Wording',
  pause: 'Pause',
  outOfSteps: 'OutOfSteps',
  outOfMemory: 'OutOfMemory',
  made: 'Made',
  wide: 'Wide',
  checkedKey: 'CheckedKey',
  listed: 'Listed',
  ordered: 'Ordered',
  pattern: 'Pattern',
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
    depth: named(WORDS.depth),
    outOfStack: named(WORDS.outOfStack),
    down: named(WORDS.down),
    up: named(WORDS.up),
    level: named(WORDS.level),
    cloudfront: named(WORDS.cloudfront),
    wording: named(WORDS.wording),
    pause: named(WORDS.pause),
    outOfSteps: named(WORDS.outOfSteps),
    outOfMemory: named(WORDS.outOfMemory),
    made: named(WORDS.made),
    wide: named(WORDS.wide),
    checkedKey: named(WORDS.checkedKey),
    listed: named(WORDS.listed),
    ordered: named(WORDS.ordered),
    pattern: named(WORDS.pattern),
  }
}
