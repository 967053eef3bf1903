/** For an option that may be given again. */
export const collect = (value: string, given: string[]): string[] => [...given, value]
