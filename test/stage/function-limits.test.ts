import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStage, type Stage } from '../../pop/stage.io.ts'
import { cacheBehavior, distribution } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'

// Functions without end beside one that answers, on a stage over sockets.

const RUNAWAYS: Readonly<Record<string, string>> = {
  loop: 'for (;;);',
  recursion: 'var f = function (n) { return f(n - 1) + f(n - 2) }; f(90)',
  memory: 'var all = []; for (;;) all.push({ text: "x" + all.length })',
  backtracking: '/^(a+)+$/.test(a); for (;;);',
  lookahead: '/^(?=a)(a+)+$/.test(a)',
}

const behaviorOf = (name: string, body: string) =>
  cacheBehavior({
    pathPattern: `/${name}`,
    functions: {
      'viewer-request': {
        ...namedFunction(name),
        code: `var a = 'a'.repeat(40) + '!'; function handler(event) { ${body}; return { statusCode: 200, body: 'well' } }`,
      },
    },
  })

let stage: Stage
let url: string
beforeAll(async () => {
  const behaviors = Object.entries({ ...RUNAWAYS, well: '' }).map(([name, body]) => behaviorOf(name, body))
  stage = createStage({
    distributions: [distribution({ behaviors: [...behaviors, cacheBehavior()] })],
    origins: new Map(),
  })
  url = (await stage.listen(0)).url
})
afterAll(() => stage.close())

const answerTo = async (name: string) => {
  const response = await fetch(new URL(name, url))
  return { status: response.status, cache: response.headers.get('x-cache'), text: await response.text() }
}

test.each(Object.keys(RUNAWAYS))('%s fails alone (CFF-131)', async name => {
  const well = Array.from({ length: 20 }, () => answerTo('well'))
  expect(await answerTo(name)).toMatchObject({ status: 503, cache: 'FunctionExecutionError from cloudfront' })
  for (const answer of await Promise.all(well)) expect(answer).toMatchObject({ status: 200, text: 'well' })
  expect(await answerTo('well')).toMatchObject({ status: 200, text: 'well' })
})
