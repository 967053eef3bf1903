import { createProgressLine, type ProgressLine } from './progress.io.ts'
import type { IngestProgress } from '../ingest/object-outcome.ts'

export interface IngestProgressLine {
  readonly show: (progress: IngestProgress) => void
  readonly clear: () => void
}

/** Files, rows, and megabytes a second of the files as they lie on the disk. */
export const createIngestProgressLine = (): IngestProgressLine => new TerminalLine(createProgressLine())

class TerminalLine implements IngestProgressLine {
  readonly #line: ProgressLine
  readonly #startedAt = performance.now()
  #files = 0
  #totalBytes = 0
  #filesDone = 0
  #rowsDone = 0
  #bytesDone = 0

  constructor(line: ProgressLine) {
    this.#line = line
  }

  readonly show = (progress: IngestProgress): void => {
    if (progress.kind === 'found') {
      this.#files = progress.files
      this.#totalBytes = progress.bytes
    } else if (progress.kind === 'reading') this.#draw(progress.bytesRead, progress.rows)
    else if (progress.kind === 'finished') this.#count(progress)
  }

  readonly clear = (): void => {
    this.#line.clear()
  }

  #count({ outcome }: IngestProgress & { kind: 'finished' }): void {
    this.#filesDone++
    if (outcome.kind !== 'ingested') return
    this.#rowsDone += outcome.rows
    this.#bytesDone += outcome.sizeBytes
  }

  #draw(bytes: number, rows: number): void {
    const now = performance.now()
    const readBytes = this.#bytesDone + bytes
    const megabytesPerSecond = readBytes / 1_000 / (now - this.#startedAt)
    const percent = this.#totalBytes === 0 ? 0 : Math.floor((100 * readBytes) / this.#totalBytes)
    this.#line.show(
      `${percent} %  ${this.#filesDone} of ${this.#files} files  ${(this.#rowsDone + rows).toLocaleString('en')} rows  ${megabytesPerSecond.toFixed(0)} MB/s`,
    )
  }
}
