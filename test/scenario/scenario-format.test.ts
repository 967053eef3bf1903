import { expect, test } from 'vitest'
import { judge } from '../support/scenario/judge.ts'
import { playVirtually } from '../support/scenario/play-virtual.ts'
import { readScenarios } from '../support/scenario/read-scenarios.ts'
import { scenarioDistribution } from '../support/scenario/scenario-distribution.ts'

const problemsOf = (content: string): readonly string[] => readScenarios('s.yml', content).problems

test.each([
  {
    mistake: 'an unknown field',
    content: "title: 'TTL-01: x'\nsteps:\n  - request: GET /\n    expekt: { status: 200 }",
    problem: 's.yml:4: steps.0.expekt: unknown field "expekt"; known are at, request,',
  },
  {
    mistake: 'an unknown expectation',
    content: "title: 'TTL-01: x'\nsteps:\n  - { request: GET /, expect: { stat: 200 } }",
    problem: 's.yml:3: steps.0.expect.stat: unknown field "stat"',
  },
  {
    mistake: 'a title without a rule',
    content: 'title: it works\nsteps: [{ request: GET / }]',
    problem: 's.yml:1: title: a title begins with the ids of the rules it checks, such as TTL-04',
  },
  {
    mistake: 'a time without unit',
    content: "title: 'TTL-01: x'\nsteps:\n  - { at: 70, request: GET / }",
    problem: 's.yml:3: steps.0.at: expected a time such as 100ms, 70s, 2m, 1h or 1d, found 70',
  },
  {
    mistake: 'no method',
    content: "title: 'TTL-01: x'\nsteps:\n  - { request: /live }",
    problem: 's.yml:3: steps.0.request: expected a method and a path, such as GET /live',
  },
  {
    mistake: 'time that runs back',
    content: "title: 'TTL-01: x'\nsteps:\n  - { at: 9s, request: GET / }\n  - { at: 8s, request: GET / }",
    problem: 's.yml:4: steps.1.at: a step cannot begin before the one above it',
  },
  {
    mistake: 'an unknown fault',
    content:
      "title: 'TTL-01: x'\norigins:\n  ssr: { answers: { '*': { fault: sleeps } } }\nsteps: [{ request: GET / }]",
    problem: 's.yml:3: origins.ssr.answers.*.fault: expected one of silent, resets, cuts-body, stalls-body, garbage',
  },
  {
    mistake: 'a barrier that nobody opens',
    content: "title: 'TTL-01: x'\norigins:\n  ssr: { answers: { '*': { hold: a } } }\nsteps: [{ request: GET / }]",
    problem: 's.yml:4: steps: "a" holds an answer and no step releases it',
  },
  {
    mistake: 'a barrier that holds nothing',
    content: "title: 'TTL-01: x'\nsteps: [{ request: GET / }, { release: a }]",
    problem: 's.yml:2: steps: nothing is held by "a"',
  },
  {
    mistake: 'an unknown switch',
    content: "title: 'TTL-01: x'\nswitches: { failover: true }\nsteps: [{ request: GET / }]",
    problem: 's.yml:2: switches.failover: unknown switch; known are',
  },
  {
    mistake: 'a header name in upper case, which would match nothing',
    content: "title: 'TTL-01: x'\nsteps:\n  - { request: GET /, expect: { headers: { Age: 1 } } }",
    problem: 's.yml:3: steps.0.expect.headers.Age: header names are lower case here: age',
  },
  { mistake: 'no steps', content: "title: 'TTL-01: x'", problem: 's.yml:1: steps: expected a list of steps' },
  { mistake: 'broken YAML', content: 'title: [', problem: 's.yml:1: Flow sequence' },
])('a scenario with $mistake is refused with place and remedy', ({ content, problem }) => {
  expect(problemsOf(content)).toContainEqual(expect.stringContaining(problem))
})

test('a mistake in the distribution is told in the words of the template reader', async () => {
  const content =
    "title: 'BEH-01: x'\ndistribution:\n  DefaultCacheBehavior: { TargetOriginId: nowhere }\nsteps: [{ request: GET / }]"
  const [scenario] = readScenarios('s.yml', content).scenarios
  await expect(scenario && scenarioDistribution(scenario)).rejects.toThrow(/s\.yml:1 does not load[^]*nowhere/)
})

test('every kind of expectation fails when it is not met, with the line of its step', async () => {
  const content = `title: 'TTL-04: x'
steps:
  - request: GET /
    expect:
      status: 201
      result: Hit
      results: { Hit: 1 }
      age: 3
      headers: { x-none: here, x-cache: null }
      body: other
      bodyHas: other
      tier: edge
      attempts: { static: 1 }
      sent: { request: POST /, headers: { x-none: here } }
      log: { sc-status: 201, no-such-field: 1 }
      trace: { failover: {}, lookup: null }
      waited: 5s
totals: { attempts: 2, results: { Hit: 1 } }
`
  const { scenarios, problems } = readScenarios('s.yml', content)
  expect(problems).toEqual([])
  const [scenario] = scenarios
  if (scenario === undefined) throw new Error('no scenario was read')
  const differences = judge(scenario, playVirtually(scenario, await scenarioDistribution(scenario)))
  const subjects = differences.map(text => /^s\.yml:[13]: (?:GET \/: )?(.*?)(?: in total)?: expected/.exec(text)?.[1])
  expect(subjects).toEqual([
    'status',
    'x-cache',
    'age',
    'header x-none',
    'header x-cache',
    'body',
    'body has "other"',
    'tier',
    'log v1 sc-status',
    'log v2 sc-status',
    'log v1 no-such-field',
    'trace failover',
    'trace lookup',
    'results',
    'attempts',
    'sent',
    'sent header x-none',
    'waited',
    'attempts',
    'results',
  ])
})
