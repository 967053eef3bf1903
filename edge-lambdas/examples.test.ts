import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { handler as originRequest } from './origin-request/handler.ts'
import { originResponse } from './origin-response/origin-response.ts'

const handlers = {
  'origin-request': originRequest,
  'origin-response': originResponse(async () => '<!doctype html><title>static</title>'),
}

/** An event is `NAME.json`, what the function makes of it `NAME.expected.json`. */
describe.each(Object.entries(handlers))('%s', (name, handler) => {
  const folder = join(import.meta.dirname, name, 'events')
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const examples = readdirSync(folder).filter(file => !file.endsWith('.expected.json'))

  test.each(examples)('%s', async file => {
    expect(await handler(json(file))).toEqual(json(file.replace('.json', '.expected.json')))
  })
})
