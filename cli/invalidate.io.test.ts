import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listenForControl, type ControlListener } from '../pop/control/control-server.io.ts'
import { ServedRequests } from '../pop/trace/served-requests.ts'
import { distribution } from '../test/support/distribution.ts'
import { virtualStage } from '../test/support/virtual-stage.ts'
import { invalidateCommand } from './invalidate.io.ts'
import { leaveStageAddress, readStageAddress } from './stage-address.io.ts'

const { pop } = virtualStage({ distribution: distribution(), origin: () => ({}) })

let control: ControlListener
beforeEach(async () => {
  control = await listenForControl({ points: () => [pop], requests: new ServedRequests(1), explain: () => ({}) }, 0)
})
afterEach(() => control.close())

const outputOf = async (run: () => Promise<void>): Promise<string> => {
  const writes = [process.stdout, process.stderr].map(stream => vi.spyOn(stream, 'write').mockReturnValue(true))
  try {
    await run()
    return writes.flatMap(({ mock }) => mock.calls.map(([text]) => String(text))).join('')
  } finally {
    for (const write of writes) write.mockRestore()
  }
}

describe('understudy invalidate', () => {
  test('tells what it has done, in words or as JSON', async () => {
    const before = pop.invalidations.count
    const words = await outputOf(() => invalidateCommand(['/a', '#b'], { stage: control.url }))
    expect(words).toMatch(/^invalidated \/a #b {3}I[0-9A-F]{13} E1TEST\n$/)
    const json = await outputOf(() => invalidateCommand(['/a'], { stage: control.url, json: true }))
    expect(JSON.parse(json)).toMatchObject({ status: 'Completed', items: ['/a'] })
    expect(pop.invalidations.count).toBe(before + 2)
  })

  test('INV-01: says which item is wrong, and why', async () => {
    const run = invalidateCommand(['index.html'], { stage: control.url })
    await expect(run).rejects.toMatchObject({
      exitStatus: 1,
      message: '✘ nothing was invalidated\n  index.html: a path starts with /, a tag with # [INV-01]',
    })
  })

  test('a distribution that is not loaded', async () => {
    const run = invalidateCommand(['/a'], { stage: control.url, distribution: 'E9' })
    await expect(run).rejects.toThrow('no distribution E9 is loaded: E1TEST Distribution')
  })

  test.each([
    { what: 'an address that is none', stage: 'nowhere', message: 'not a URL', exitStatus: 2 },
    {
      what: 'an address where nobody answers',
      stage: 'http://127.0.0.1:1',
      message: 'no stage answers',
      exitStatus: 1,
    },
  ])('$what', async ({ stage, message, exitStatus }) => {
    const run = invalidateCommand(['/a'], { stage })
    await expect(run).rejects.toMatchObject({ exitStatus, message: expect.stringContaining(message) })
  })
})

test('the address of a stage is found in its folder while it runs, and that of a later one stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-address-'))
  try {
    expect(readStageAddress(folder)).toBeUndefined()
    const forgetFirst = leaveStageAddress('http://127.0.0.1:1', folder)
    expect(readStageAddress(folder)).toBe('http://127.0.0.1:1')
    const forgetSecond = leaveStageAddress('http://127.0.0.1:2', folder)
    forgetFirst()
    expect(readStageAddress(folder)).toBe('http://127.0.0.1:2')
    forgetSecond()
    expect(readStageAddress(folder)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
