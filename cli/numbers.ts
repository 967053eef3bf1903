import { Failure } from './failure.ts'

/** A whole number in a range, or a usage failure. */
export const wholeNumber = (option: string, text: string, min: number, max: number): number => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new Failure(`✘ ${option} ${text}: expected a whole number from ${min} to ${max}`, 2)
  return value
}

/** 0 lets the system choose. */
export const portNumber = (option: string, text: string): number => wholeNumber(option, text, 0, 65_535)
