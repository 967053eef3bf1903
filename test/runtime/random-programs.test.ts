import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInChild } from '../support/bundled-child.ts'

test('no program of built-ins ends the process (CFF-150)', () => {
  const child = runInChild(join(import.meta.dirname, 'random-programs-child.ts'), ['--max-old-space-size=160'], 150_000)
  // The last line is the program that was running.
  expect({ status: child.status, last: child.stderr.trimEnd().split('\n').slice(-2) }).toMatchObject({ status: 0 })
}, 160_000)
