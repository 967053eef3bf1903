/** Plain words that are true or false in YAML 1.1, which CloudFormation reads. */
export const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
])
