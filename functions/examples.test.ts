import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { world } from './test-support/cloudfront.ts'

vi.mock('cloudfront', async () => await import('./test-support/cloudfront.ts'))

const handlers = {
  'viewer-request': (await import('./viewer-request/handler.ts')).handler,
  'viewer-response': (await import('./viewer-response/handler.ts')).handler,
  'asset-viewer-request': (await import('./asset-viewer-request/handler.ts')).handler,
}

const noStore = world.stored
beforeEach(() => {
  world.stored = noStore
  world.logged.length = 0
})

/** An event is `NAME.json`, what the function makes of it `NAME.expected.json`, in the form that AWS TestFunction prints. */
describe.each(Object.entries(handlers))('%s', (name, handler) => {
  const folder = join(import.meta.dirname, name, 'events')
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const examples = readdirSync(folder).filter(file => !file.endsWith('.expected.json'))

  test.each(examples)('%s', async file => {
    const result = await handler(json(file))
    expect({ ['statusCode' in result ? 'response' : 'request']: result }).toEqual(
      json(file.replace('.json', '.expected.json')),
    )
  })
})
