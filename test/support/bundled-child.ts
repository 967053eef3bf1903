import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

export interface ChildRun {
  /** Null when a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a TypeScript file in a process of its own, whose end is no end of the test. */
export const runInChild = (file: string, nodeOptions: readonly string[], timeoutMs: number): ChildRun => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-child-'))
  try {
    const outfile = join(folder, 'child.mjs')
    const banner = { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` }
    buildSync({
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
      logLevel: 'error',
    })
    const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, outfile], {
      encoding: 'utf8',
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
    })
    return { status, stdout, stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
