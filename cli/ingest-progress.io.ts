import type { IngestProgress } from '../ingest/object-outcome.ts'

const REDRAW_MS = 100

export interface ProgressLine {
  readonly show: (progress: IngestProgress) => void
  readonly clear: () => void
}

const NO_LINE: ProgressLine = { show: () => {}, clear: () => {} }

/** One line at the foot of the terminal: files, rows, megabytes a second of the files as they lie on the disk. Nothing in a pipe. */
export const createIngestProgressLine = (): ProgressLine => (process.stderr.isTTY ? new TerminalLine() : NO_LINE)

class TerminalLine implements ProgressLine {
  readonly #startedAt = performance.now()
  #files = 0
  #totalBytes = 0
  #filesDone = 0
  #rowsDone = 0
  #bytesDone = 0
  #drawnAt = 0

  readonly show = (progress: IngestProgress): void => {
    if (progress.kind === 'found') {
      this.#files = progress.files
      this.#totalBytes = progress.bytes
    } else if (progress.kind === 'reading') this.#draw(progress.bytesRead, progress.rows)
    else if (progress.kind === 'finished') this.#count(progress)
  }

  readonly clear = (): void => {
    process.stderr.write('\r\u001B[K')
  }

  #count({ outcome }: IngestProgress & { kind: 'finished' }): void {
    this.#filesDone++
    if (outcome.kind !== 'ingested') return
    this.#rowsDone += outcome.rows
    this.#bytesDone += outcome.sizeBytes
  }

  #draw(bytes: number, rows: number): void {
    const now = performance.now()
    if (now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    const readBytes = this.#bytesDone + bytes
    const megabytesPerSecond = readBytes / 1_000 / (now - this.#startedAt)
    const percent = this.#totalBytes === 0 ? 0 : Math.floor((100 * readBytes) / this.#totalBytes)
    process.stderr.write(
      `\r\u001B[K${percent} %  ${this.#filesDone} of ${this.#files} files  ${(this.#rowsDone + rows).toLocaleString('en')} rows  ${megabytesPerSecond.toFixed(0)} MB/s`,
    )
  }
}
