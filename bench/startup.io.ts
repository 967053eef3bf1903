import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../cli/understudy.js', import.meta.url))

/** Milliseconds from starting `understudy dev` on the packaged template to its first answer (here its own 403: no origin is needed). */
const firstAnswerMs = async (port: number): Promise<number> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [command, 'dev', '--port', String(port), '--quiet'], { stdio: 'ignore' })
  try {
    for (;;) {
      try {
        await fetch(`http://127.0.0.1:${port}/`, { method: 'DELETE' })
        return performance.now() - startedAt
      } catch {
        if (performance.now() - startedAt > 20_000) throw new Error('understudy dev did not answer within 20 s')
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }
  } finally {
    child.kill()
  }
}

/** Prints the median of several starts. */
export const benchStartup = async (runs: number): Promise<void> => {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await firstAnswerMs(18_080 + run))
  times.sort((a, b) => a - b)
  console.log(
    `understudy dev, packaged template: first answer after ${(times[Math.floor(runs / 2)] ?? 0).toFixed(0)} ms (median of ${runs}, ${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)})`,
  )
}
