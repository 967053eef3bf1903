import type { Readable } from 'node:stream'

/** A function that writes more than that in one invocation is read with pauses, so that it holds up itself and not the stage. */
const BURST_BYTES = 1_048_576
const BYTES_BETWEEN_PAUSES = 262_144
const PAUSE_MS = 20
/** Of an invocation; the rest is dropped and said to be. */
const KEPT_CHARACTERS = 262_144
/** What is still on its way when a process has answered or ended is here by then. */
const STRAGGLERS_MS = 100
/** Two belong to an invocation; a function can write others. */
const MARKS_MAX = 8
const DROPPED = '(the function wrote more than 256 KB; the rest is not shown)'

export interface OutputReader {
  /** Settles with all lines since the last call, once everything before that mark has arrived. */
  linesUntil(mark: string): Promise<readonly string[]>
}

interface Kept {
  readonly lines: string[]
  characters: number
  readBytes: number
  pauseAtBytes: number
}

const nothing = (): Kept => ({ lines: [], characters: 0, readBytes: 0, pauseAtBytes: BURST_BYTES })

const keep = (kept: Kept, line: string): void => {
  if (line === '' || kept.characters > KEPT_CHARACTERS) return
  kept.characters += line.length
  kept.lines.push(kept.characters > KEPT_CHARACTERS ? DROPPED : line)
}

/** Calls `onLine` for each line; one without end is handed on in pieces. */
const readLines = (stream: Readable, onBytes: (count: number) => void, onLine: (line: string) => void): void => {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    onBytes(text.length)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > KEPT_CHARACTERS) {
      lines.push(rest)
      rest = ''
    }
    lines.forEach(onLine)
  })
  stream.once('close', () => onLine(rest))
}

/** Gathers what a process writes to its standard streams, line by line, invocation by invocation, with bounded memory. */
export const createOutputReader = (streams: readonly Readable[]): OutputReader => {
  let kept = nothing()
  let marks: string[] = []
  let open = streams.length
  let onProgress = (): void => {}
  for (const stream of streams) {
    const onBytes = (count: number): void => {
      kept.readBytes += count
      if (kept.readBytes <= kept.pauseAtBytes) return
      kept.pauseAtBytes = kept.readBytes + BYTES_BETWEEN_PAUSES
      stream.pause()
      setTimeout(() => stream.resume(), PAUSE_MS).unref()
    }
    readLines(stream, onBytes, line => {
      if (!line.startsWith('\x1d')) keep(kept, line)
      else if (marks.length < MARKS_MAX) marks.push(line.slice(1))
      onProgress()
    })
    stream.once('close', () => {
      open--
      onProgress()
    })
  }
  const take = (): readonly string[] => {
    const { lines } = kept
    kept = nothing()
    marks = []
    return lines
  }
  return {
    linesUntil: mark =>
      new Promise(resolve => {
        const settle = (): void => {
          clearTimeout(timer)
          onProgress = () => {}
          resolve(take())
        }
        const timer = setTimeout(settle, STRAGGLERS_MS)
        onProgress = () => {
          if (open === 0 || marks.filter(found => found === mark).length >= open) settle()
        }
        onProgress()
      }),
  }
}
