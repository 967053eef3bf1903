import { readLog, type LogFileOutcome, type ReadProgress } from '../access-log/read-log.io.ts'
import { Capture } from './capture/capture.ts'

export interface ReadCapture {
  readonly capture: Capture
  readonly files: readonly { readonly file: string; readonly outcome: LogFileOutcome }[]
}

/** Reads logs into one capture, file after file. Rejects when a file cannot be opened; damage is in the outcomes. `-` is standard input. */
export const readCapture = async (
  files: readonly string[],
  onProgress: (file: string, progress: ReadProgress) => void = () => {},
): Promise<ReadCapture> => {
  const capture = new Capture()
  const read: { file: string; outcome: LogFileOutcome }[] = []
  for (const file of files) {
    const outcome = await readLog(file, {
      row: row => capture.add(row),
      afterChunk: progress => onProgress(file, progress),
    })
    read.push({ file, outcome })
  }
  return { capture, files: read }
}
