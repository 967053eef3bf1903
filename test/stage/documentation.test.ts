import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDemoStage, type DemoStage } from '../../demo/demo-stage.io.ts'
import { get } from '../../demo/get.io.ts'
import { DEFAULT_SWITCHES } from '../../pop/switches.ts'

const markdownIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? markdownIn(path) : path.endsWith('.md') ? [path] : []
  })

const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')]
const textOf = (file: string): string => readFileSync(file, 'utf8')
/** Columns of tables are padded by the formatter. */
const unpadded = (text: string): string => text.replace(/ {2,}/g, ' ')
const readme = textOf('README.md')

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group = '']) => group)
const unique = (values: readonly string[]): string[] => [...new Set(values)].toSorted()

describe('commands that the README names', () => {
  const help = (...args: string[]): string =>
    execFileSync(process.execPath, ['dist/cli/understudy.js', ...args, '--help'], { encoding: 'utf8' })
  const longOptions = (text: string): string[] => unique(matches(text, /(?<![\w-])(--[a-z][a-z-]*)/g))

  test('npm scripts exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = unique(matches(readme, /npm (?:run )?(start|test|[a-z]+:[a-z]+|(?<=run )[a-z]+)\b/g))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(name => scripts[name] === undefined)).toEqual([])
  })

  test('understudy subcommands exist, and each has its row', () => {
    const existing = matches(help(), /^ {2}([a-z]+) /gm).filter(name => name !== 'help')
    const named = unique(matches(readme, /`?understudy ([a-z]+)\b/g))
    expect(named).toEqual(existing.toSorted())
    const rows = unpadded(readme)
    expect(existing.filter(name => !rows.includes(`| \`understudy ${name}\` |`))).toEqual([])
  })

  test('the table of options is that of understudy dev --help', () => {
    const table = unique(matches(readme, /^\| `(--[a-z-]+)/gm))
    const [options = ''] = help('dev').split('\nExample:')
    expect(table).toEqual(longOptions(options).filter(option => option !== '--help'))
  })

  test('every parameter of the template is listed', () => {
    const parameters = matches(
      textOf('infrastructure/parameters.yml').split('\nConditions:')[0] ?? '',
      /^ {2}(\w+):$/gm,
    )
    expect(parameters).toContain('SsrHost')
    const summed = /^AlarmA|^AlarmB/
    expect(parameters.filter(name => !summed.test(name) && !readme.includes(`\`${name}\``))).toEqual([])
    expect(parameters.filter(name => summed.test(name))).toHaveLength(3)
  })
})

/** GitHub's way from a heading to its anchor. */
const anchorsOf = (file: string): string[] =>
  matches(textOf(file), /^#+ (.+)$/gm).map(heading =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  )

describe.each(DOCUMENTS)('%s', file => {
  const text = textOf(file)
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')

  test('relative links resolve', () => {
    const links = matches(prose, /\]\(([^)\s]+)\)/g).filter(link => !/^https?:/.test(link))
    const broken = links.filter(link => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : normalize(join(dirname(file), path))
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(target).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  test('files named in the text exist', () => {
    const named = matches(prose, /`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|cjs|mjs|yml|md|json|log))`/g)
    const produced = /^(dist|\.serverless|\.understudy)\//
    expect(named.filter(path => !produced.test(path) && !existsSync(path))).toEqual([])
  })

  test('rule ids have a known shape', () => {
    const known =
      /^(BEH|CD|CER|CFF|CMB|COLL|COMP|ENG|ERR|FB|GEN|GRP|HDR|INV|KEY|LAE|MEAS|MET|NET|NEW|ORD|ORIG|ORR|POL|PRICE|QUO|REQH|RESH|RETRY|RHP|ROOT|S3|SEC|STALE|TIER|TTL|VPC)-\d\d\d?[a-z]?$/
    const notRules = /^(UTF|ISO|SHA|CDG|HTTP)/
    const ids = matches(prose, /\b([A-Z][A-Z0-9]+-\d+[a-z]?)\b/g).filter(id => !notRules.test(id))
    expect(ids.filter(id => !known.test(id))).toEqual([])
  })

  test('no path of a machine', () => {
    expect(text).not.toMatch(/\/(home|root|Users|work|tmp)\//)
  })
})

describe('docs/fidelity.md is complete', () => {
  const ledger = unpadded(textOf('docs/fidelity.md'))
  const section = (number: number): string => ledger.split(/^## /m)[number] ?? ''

  test.each(Object.entries(DEFAULT_SWITCHES))('the switch %s with its default %s', (name, value) => {
    expect(section(1)).toContain(`| \`${name}\` | \`${value === Infinity ? 'none' : String(value)}\` |`)
  })

  const readers = readdirSync('distribution/template')
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => textOf(join('distribution/template', name)))
    .join('\n')
  const listOf = (name: string): string => new RegExp(`const ${name}\\b[\\s\\S]*?\\n\\]`).exec(readers)?.[0] ?? ''
  const called = (method: string): string[] => matches(readers, new RegExp(`\\.${method}\\(\\s*'(\\w+)'`, 'g'))

  test.each([
    { number: 3, kind: 'ignored', list: 'IGNORED' },
    { number: 4, kind: 'refused', list: 'REFUSED' },
  ])('every property that is $kind stands in section $number', ({ number, kind, list }) => {
    const named = unique([...called(kind), ...matches(listOf(list), /^ {2}\['(\w+)'/gm)])
    expect(named.length).toBeGreaterThan(6)
    const words = new Set(section(number).match(/\w+/g))
    expect(named.filter(name => !words.has(name))).toEqual([])
  })
})

interface Step {
  readonly command: string
  readonly output: readonly string[]
}

/** The console blocks marked with `<!-- runs -->`: commands after `$`, each with what it prints. */
const transcript = (): Step[] =>
  matches(readme, /<!-- runs -->\s+```console\n([\s\S]*?)```/g).flatMap(block =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(step => {
        const [command = '', ...output] = step.trimEnd().split('\n')
        return { command, output: output.filter(line => line !== '…') }
      }),
  )

/** The words of a command line, quotes taken off. */
const words = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

const optionValues = (all: readonly string[], option: string): string[] =>
  all.flatMap((word, index) => (all[index - 1] === option ? [word] : []))

const headersOf = (all: readonly string[]): Record<string, string> => {
  const given = optionValues(all, '-H').map(field => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1).trim()] as const
  })
  const agent = optionValues(all, '-A').map(value => ['user-agent', value] as const)
  return Object.fromEntries([['user-agent', 'curl/8'], ...given, ...agent])
}

const STAGE = 'http://127.0.0.1:8080'

describe('the transcript of the README, on the stage', () => {
  let demo: DemoStage
  beforeAll(async () => {
    demo = await openDemoStage('error-pages')
  })
  afterAll(() => demo.close())

  const post = async (all: readonly string[]): Promise<string> => {
    const [body = ''] = optionValues(all, '-d')
    const url = `${demo.site.controlUrl}/__site/fault`
    const answer = await fetch(url, { method: 'POST', headers: headersOf(all), body })
    return (await answer.text()).trim()
  }

  const compare = (line: string, status: number, headers: Readonly<Record<string, string>>): void => {
    const statusLine = /^HTTP\/1\.1 (\d+)/.exec(line)
    if (statusLine !== null) {
      expect(status, line).toBe(Number(statusLine[1]))
      return
    }
    const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(line) ?? []
    const seen = headers[name.toLowerCase()]
    if (name === 'Age') expect(Number(seen), line).toBeGreaterThanOrEqual(Number(value))
    else expect(seen, line).toBe(value)
  }

  test('says what happens, command by command', async () => {
    const steps = transcript()
    expect(steps.length).toBeGreaterThan(6)
    for (const { command, output } of steps) {
      const all = words(command)
      if (all[0] === 'sleep') {
        demo.passSeconds(Number(all[1]))
      } else if (all.includes('$FAULT')) {
        expect(await post(all)).toBe(output.join('\n'))
      } else {
        const url = all.find(word => word.startsWith(STAGE)) ?? ''
        const { status, headers } = await get(demo.url, url.slice(STAGE.length), headersOf(all))
        expect(output.length).toBeGreaterThan(1)
        for (const line of output) compare(line, status, headers)
      }
    }
  })
})
