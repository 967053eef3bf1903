import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../http/header-list.ts'
import { isHeaderValue } from '../headers.ts'
import { context, onRequest, requestOf, runnerOf, valueOf } from '../../../test/support/function-runner.ts'

describe('built-ins of runtime 2.0', () => {
  test.each([
    {
      rule: 'CFF-58, CFF-61 absent globals',
      expression:
        '[typeof Map, typeof Set, typeof WeakMap, typeof Proxy, typeof Reflect, typeof BigInt, typeof Intl, typeof URL, typeof structuredClone,' +
        'typeof setTimeout, typeof fetch, typeof process, typeof WebAssembly, typeof SharedArrayBuffer, typeof escape].every(t => t === "undefined")',
      value: true,
    },
    {
      rule: 'CFF-42, CFF-43, CFF-50 absent members',
      expression:
        '[Object.fromEntries, Object.hasOwn, "".at, "".matchAll, "".normalize, "".localeCompare, [].flat, [].at, [].toSorted].every(f => f === undefined)',
      value: true,
    },
    { rule: 'CFF-43 replaceAll', expression: '"a.a".replaceAll(".", "-")', value: 'a-a' },
    {
      rule: 'CFF-47 the clock stands still',
      expression: '[Date.now(), new Date().getTime(), +new Date(Date.now()), new Date(0).getTime()]',
      value: [context.now, context.now, context.now, 0],
    },
    {
      rule: 'CFF-47 Date as a function',
      expression: 'Date() === new Date().toString() && new Date() instanceof Date',
      value: true,
    },
    {
      rule: 'CFF-60 eval and Function throw',
      expression:
        '[() => eval("1"), () => new Function("1"), () => (async () => {}).constructor("1")].map(f => { try { return f() } catch (e) { return "threw" } })',
      value: ['threw', 'threw', 'threw'],
    },
    {
      rule: 'CFF-05 strict mode',
      expression:
        '(() => { try { undeclared = 1 } catch (e) { return [e.name, typeof (function () { return this })()] } })()',
      value: ['ReferenceError', 'undefined'],
    },
    {
      rule: 'CFF-56 InternalError',
      expression: '[new InternalError("m") instanceof Error, String(new InternalError("m"))]',
      value: [true, 'InternalError: m'],
    },
    {
      rule: 'CFF-62 crypto',
      expression:
        '[require("crypto").createHash("md5").update("a").digest("hex"), require("crypto").createHmac("sha256", "k").update("a").digest("hex").substr(0, 16)]',
      value: ['0cc175b9c0f1b6a831c399e269772661', '78da91511e675587'],
    },
    {
      rule: 'CFF-62 base64url, UTF-8',
      expression: 'require("crypto").createHash("sha256").update("é").digest("base64url")',
      value: createHash('sha256').update('é').digest('base64url'),
    },
    {
      rule: 'CFF-62 digest gives a Buffer',
      expression: 'Buffer.isBuffer(require("crypto").createHash("sha1").update(Buffer.from("61", "hex")).digest())',
      value: true,
    },
    {
      rule: 'CFF-62 other algorithms and modules throw',
      expression:
        '["require(\'fs\')"].map(() => { try { require("fs") } catch (e) { return e.message } }).concat((() => { try { require("crypto").createHash("sha512") } catch (e) { return e.name } })())',
      value: ['Cannot find module "fs"', 'TypeError'],
    },
    {
      rule: 'CFF-62b querystring',
      expression:
        '[require("querystring").parse("a=1&a=2&b=%E9&c=x+y"), require("querystring").stringify({ a: ["1", "2"], b: "é" })]',
      value: [{ a: ['1', '2'], b: '\ufffd', c: 'x y' }, 'a=1&a=2&b=%C3%A9'],
    },
    {
      rule: 'CFF-55, CFF-57 bytes',
      expression:
        '[btoa("hi"), atob("aGk="), new TextEncoder().encode("é").length, new TextDecoder().decode(new Uint8Array([195, 169])), Buffer.from("fbff", "hex").toString("base64url"), Buffer.from("é").length]',
      value: ['aGk=', 'hi', 2, 'é', '-_8', 2],
    },
  ])('$rule', ({ expression, value }) => {
    expect(valueOf(expression)).toEqual(value)
  })

  test('Math.random comes from the host when given', () => {
    expect(
      onRequest('request.uri = "/" + Math.random(); return request', requestOf(), { random: () => 0.25 }),
    ).toMatchObject({ uri: '/0.25' })
  })

  test('UTF-8 there and back is what Node does, broken sequences included', () => {
    const runner = runnerOf(`function handler(event) {
      var bytes = event.request.headers.bytes.value
      event.request.headers.text = { value: Buffer.from(bytes, 'hex').toString('utf8') }
      event.request.headers.back = { value: Buffer.from(event.request.headers.text.value).toString('hex') }
      return event.request }`)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), array => {
        const bytes = Buffer.from(array)
        const text = bytes.toString('utf8')
        fc.pre(isHeaderValue(text) && !text.includes('\t'))
        const outcome = runner.viewerRequest(context, requestOf(['bytes', bytes.toString('hex')]))
        expect(outcome).toMatchObject({
          kind: 'request',
          headers: {
            values: [bytes.toString('hex'), Buffer.from(text).toString('latin1'), Buffer.from(text).toString('hex')],
          },
        })
      }),
    )
  })
})

describe('one invocation leaves nothing for the next (CFF-08)', () => {
  test('top-level state is fresh', () => {
    const runner = runnerOf('var n = 0; function handler(e) { n++; e.request.uri = "/" + n; return e.request }')
    runner.viewerRequest(context, requestOf())
    expect(runner.viewerRequest(context, requestOf())).toMatchObject({ uri: '/1' })
  })
  test.each([
    { rule: 'a prototype by its name', write: 'Array.prototype.leak = 1; Object.prototype.leak = 1' },
    { rule: 'a built-in by its name', write: 'Object.leak = 1; JSON.leak = 1' },
    { rule: 'a method replaced', write: 'String.prototype.indexOf = function () { return 7 }' },
    { rule: 'global', write: 'global.leak = 1; globalThis.leak = 1' },
    { rule: 'a prototype behind an object', write: 'try { ({}).constructor.prototype.leak = 1 } catch (e) {}' },
    {
      rule: 'a prototype of regular expressions',
      write: 'try { Object.getPrototypeOf(/a/).leak = 1; (/a/).constructor.prototype.leak = 1 } catch (e) {}',
    },
    { rule: 'a method that all objects share', write: 'try { ({}).toString.leak = 1 } catch (e) {}' },
    { rule: 'a prototype by another way', write: 'try { Object.getPrototypeOf([]).leak = 1 } catch (e) {}' },
    { rule: 'the prototype of requests', write: 'try { Object.getPrototypeOf(request).leak = 1 } catch (e) {}' },
    { rule: 'modules', write: 'try { require("crypto").leak = 1; console.leak = 1 } catch (e) {}' },
    { rule: 'a promise', write: 'try { (async function () {})().constructor.prototype.leak = 1 } catch (e) {}' },
  ])('$rule', ({ write }) => {
    const runner = runnerOf(`function handler(event) { var request = event.request
      var before = [[].leak, ({}).leak, ({}).toString.leak, /a/.leak, Object.leak, JSON.leak, global.leak, request.leak, console.leak, require("crypto").leak, Promise.resolve().leak, 'a'.indexOf('a')].join()
      ${write}
      request.headers.before = { value: before }
      return request }`)
    const runs = [1, 2].map(() => runner.viewerRequest(context, requestOf()))
    for (const outcome of runs)
      expect(outcome).toMatchObject({ kind: 'request', headers: { values: [',,,,,,,,,,,0'] } })
  })
  test('a polyfill works within its invocation', () => {
    const outcome = onRequest(
      'Array.prototype.flat = function () { return [].concat.apply([], this) }; request.uri = "/" + [[1], [2]].flat().join(); return request',
    )
    expect(outcome).toMatchObject({ uri: '/1,2' })
  })
  test('objects may have own members that a frozen prototype has too', () => {
    expect(
      valueOf(
        '(() => { function E(m) { this.message = m } E.prototype = Object.create(Error.prototype); E.prototype.constructor = E; E.prototype.name = "E"; var o = {}; o.toString = () => "own"; return [String(new E("m")), String(o)] })()',
      ),
    ).toEqual(['E: m', 'own'])
  })
})

describe('nothing of the host is in reach', () => {
  const hostile = 'constructor.constructor("return process")()'
  test.each([
    { rule: 'the event', code: `return event.${hostile}` },
    { rule: 'a header', code: `return event.request.headers.host.${hostile}` },
    { rule: 'an error', code: `try { null.x } catch (e) { return e.${hostile} }` },
    {
      rule: 'an error of a module',
      code: `try { require("crypto").createHash("md5").update({ length: 1 }) } catch (e) { return e.${hostile} }`,
    },
    {
      rule: 'the frames of an error',
      code: 'Error.prepareStackTrace = (e, frames) => frames[0].getThis(); return new Error("x").stack',
    },
    { rule: 'callers', code: 'return handler.caller.arguments' },
    { rule: 'import', code: 'return import("node:fs")' },
    {
      rule: 'what stands behind a recorded event',
      code: `var recorded = [event.context, event.viewer, event.request.cookies, event.request.headers.host]
        return recorded.map(function (one) { return one.${hostile} })[0]`,
    },
  ])('$rule', ({ code }) => {
    for (const remembers of [false, true]) {
      const runner = runnerOf(`function handler(event) { ${code} }`, { remembers })
      expect(runner.viewerRequest(context, requestOf(['Host', 'h'])).kind).toMatch(/^(execution|validation)-error$/)
    }
  })
  // Near the end of the stack an error could arise in host code, and be passed on: calls end before it (`source/bounded-depth.ts`).
  test.each([
    { rule: 'hashing', use: 'require("crypto").createHash("md5").update("a").digest("hex")' },
    { rule: 'a stack', use: 'new Error(new Date().toISOString()).stack' },
    { rule: 'a date', use: 'new Date().toISOString() + Math.random()' },
    { rule: 'a log', use: 'console.log("x")' },
  ])('$rule as deep as calls go: nothing fails for want of stack', ({ use }) => {
    const outcome = onRequest(
      `var failures = 0
      var attempt = function (e) { try { e.constructor.constructor("return process")(); console.log("escaped") } catch (again) {} }
      // Of all the frames only the last are close enough to the end to matter, and the others would use up memory.
      var last = 300
      var use = function () { try { ${use} } catch (e) { failures++; attempt(e) } }
      var deeper = function () { try { deeper() } catch (e) { if (last-- > 0) use(); throw e } }
      try { deeper() } catch (e) { attempt(e) }
      request.uri = '/' + (failures > 0)
      return request`,
      requestOf(),
      { random: () => 0.5, watchesTime: false },
    )
    expect(outcome).toMatchObject({ kind: 'request', uri: '/false' })
    expect(outcome.logs).not.toContain('escaped')
  })
  test.each([
    {
      rule: 'a thrown object with getters',
      code: 'throw { get name() { throw 1 }, get message() { for (;;); }, get stack() { return {} } }',
    },
    { rule: 'a thrown function', code: 'throw function () {}' },
    { rule: 'a thrown symbol', code: 'throw Symbol("x")' },
    { rule: 'a thrown null', code: 'throw null' },
    {
      rule: 'a toString trap as a value',
      code: 'request.headers.a = { value: { toString() { throw 1 } } }; return request',
    },
    { rule: 'a getter that throws', code: 'return { get statusCode() { throw new Error("trap") } }' },
    {
      rule: 'a promise with its own then',
      code: 'var p = Promise.resolve(1); p.then = function () { throw 1 }; return p',
    },
    { rule: 'a thenable', code: 'return { then: function (resolve) { resolve(event.request) } }' },
    {
      rule: 'a promise with a hostile constructor',
      code: 'var p = Promise.resolve(request); Object.defineProperty(p, "constructor", { get() { throw 1 } }); return p',
    },
  ])('$rule is an error, not an exception', ({ code }) => {
    expect(onRequest(code).kind).toMatch(/^(execution|validation)-error$/)
  })
  test('a rejection that nobody awaits does not reach the process', async () => {
    const heard: unknown[] = []
    const others = process.listeners('unhandledRejection')
    const runner = runnerOf('async function handler(e) { Promise.reject(new Error("unheard")); return e.request }')
    others.forEach(listener => process.off('unhandledRejection', listener))
    const ours = process.listeners('unhandledRejection')
    process.on('unhandledRejection', (_reason, promise) => heard.push(promise instanceof Promise))
    expect(runner.viewerRequest(context, requestOf()).kind).toBe('request')
    await new Promise(resolve => setImmediate(resolve))
    process.removeAllListeners('unhandledRejection')
    new Set([...others, ...ours]).forEach(listener => process.on('unhandledRejection', listener))
    // Reported as a promise of another realm, which is how it is told from ours.
    expect(heard).toEqual([false])
  })
})

test('no value can pass for another field', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '3:uri',
      '4:body4:text1:x',
      '6:status3:200',
      '0:',
      ':',
      '8:response',
      '\0',
      '\r\n',
      '17:execution-error',
    ),
  )
  const echo = runnerOf(`function handler(event) {
    var given = JSON.parse(decodeURIComponent(event.request.querystring.given.value))
    console.log(given[0])
    return { statusCode: 200, headers: { a: { value: 'a' } }, body: given[1] } }`)
  fc.assert(
    fc.property(text, text, (log, body) => {
      const given = encodeURIComponent(
        JSON.stringify([log, body]).replace(/[\ud800-\udfff]/g, unit => `\\u${unit.charCodeAt(0).toString(16)}`),
      )
      const outcome = echo.viewerRequest(context, {
        method: 'GET',
        uri: '/',
        queryString: `given=${given}`,
        headers: new HeaderList(),
      })
      expect(outcome).toEqual({
        kind: 'response',
        status: 200,
        statusDescription: undefined,
        headers: HeaderList.of({ a: 'a' }),
        body: { encoding: 'text', data: body },
        logs: [log],
        customLogData: undefined,
      })
    }),
    { numRuns: 500 },
  )
})
