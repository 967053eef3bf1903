import { xCache } from '../pop/result-type.ts'
import type { Explanation } from './explanation.ts'
import { duration, number } from './words.ts'

const STATION_WIDTH = 17
const LINE_WIDTH = 100

/** Breaks between words; a word that is too long stays whole. */
const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

const indented = (station: string, text: string): string[] => {
  const [first = '', ...others] = text.split('\n').flatMap(part => wrapped(part, LINE_WIDTH - STATION_WIDTH))
  return [`${station.padEnd(STATION_WIDTH)}${first}`, ...others.map(other => `${' '.repeat(STATION_WIDTH)}${other}`)]
}

/** An explanation for a terminal: fits a screen. */
export const explanationText = (explanation: Explanation): string => {
  const { method, url, status, resultType, bodyBytes, tookMs, stations, whyResult, whyLifetime, whyStatus } =
    explanation
  const answers: (readonly [string, string | undefined])[] = [
    [`why ${resultType}`, whyResult],
    ['why this TTL', whyLifetime],
    [`why ${status}`, whyStatus],
  ]
  return [
    `${method} ${url}`,
    [
      status,
      xCache(resultType),
      ...(bodyBytes === undefined ? [] : [`${number(bodyBytes)} bytes`]),
      duration(tookMs),
    ].join(', '),
    '',
    ...stations.flatMap(({ station, text }) => indented(station, text)),
    '',
    ...answers.flatMap(([question, text]) => (text === undefined ? [] : indented(question, text))),
    '',
  ].join('\n')
}
