import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasOracle, programOnOracle } from '../runtime/run-program.ts'

// The functions as they are deployed, on an engine that is not ours (ENG-13). Its one lack is the module `cloudfront` (ENG-20).
const CLOUDFRONT = `var NAME = {
  kvs: function () { throw new Error('no KeyValueStore is associated') },
  logCustomData: function () {}
};`

const FUNCTIONS = join(import.meta.dirname, '../../functions')

const deployed = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../dist/edge/functions/${name}.js`), 'utf8').replace(
    /^import (\w+) ?from ?"cloudfront";?/,
    (_, local: string) => CLOUDFRONT.replace('NAME', local),
  )

const driver = (event: string): string => `
;(function () {
  var print = function (made) {
    console.log('=' + JSON.stringify(made.statusCode === undefined ? { request: made } : { response: made }))
  };
  Promise.resolve(handler(${event})).then(print, function (e) { console.log('!' + e) });
})();`

interface FunctionCase {
  readonly event: object
  readonly expect: object
  /** Of the store, the clock and chance the oracle knows nothing. */
  readonly kvs?: object
  readonly now?: string
  readonly random?: unknown
}

describe.skipIf(!hasOracle).each(['viewer-request', 'viewer-response', 'asset-viewer-request'])('%s', name => {
  const folder = join(FUNCTIONS, name, 'cases')
  const read = (file: string): FunctionCase => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const plain = readdirSync(folder).filter(file => {
    const { kvs, now, random } = read(file)
    return kvs === undefined && now === undefined && random === undefined
  })
  test.each(plain)('%s gives what it gives here', file => {
    const { event, expect: expected } = read(file)
    const outcome = programOnOracle(deployed(name) + driver(JSON.stringify(event)))
    if (outcome.kind !== 'value') throw new Error(outcome.message)
    expect(JSON.parse(outcome.value)).toEqual(expected)
  })
})
