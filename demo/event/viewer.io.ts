import { get, type Got } from '../get.io.ts'

/** What a viewer got for a page. */
export type PageOutcome = 'rendered' | 'cached' | 'static-fallback' | 'error'

/** One answer, as the viewer saw it. */
export interface SeenAnswer {
  readonly path: string
  readonly status: number
  /** First word of `x-cache`. */
  readonly resultType: string
  /** Undefined: not a page. */
  readonly page: PageOutcome | undefined
}

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const COOKIE_NAME = 'featureFlipping'
const MOST_REDIRECTS = 3

const resultTypeOf = ({ headers }: Got): string => (headers['x-cache'] ?? '').split(' ')[0] ?? ''

const pageOutcome = (got: Got): PageOutcome => {
  if (got.status !== 200 || !got.body.includes('<html')) return 'error'
  if (!got.body.includes('data-rendered-by="server"')) return 'static-fallback'
  return resultTypeOf(got) === 'Hit' ? 'cached' : 'rendered'
}

/** Scripts, styles and pictures of the site itself. */
const assetsIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)),
]

/** A browser in small: keeps its cookie, keeps assets, follows redirects, asks for the score of a live page. Over a real socket. */
export class Viewer {
  readonly #base: string
  readonly #onAnswer: (answer: SeenAnswer) => void
  #cookie: string | undefined
  readonly #kept = new Set<string>()

  constructor(base: string, onAnswer: (answer: SeenAnswer) => void) {
    this.#base = base
    this.#onAnswer = onAnswer
  }

  /** Looks at a page, with all that a browser loads for it. */
  async visit(path: string): Promise<void> {
    const html = await this.#page(path)
    const missing = assetsIn(html).filter(asset => !this.#kept.has(asset))
    await Promise.all(missing.map(asset => this.#asset(asset)))
    const match = /^\/live\/([\w-]+)$/.exec(path)
    if (match !== null) await this.#ask(`/api/score/${match[1] ?? ''}`, () => undefined)
  }

  async #page(path: string): Promise<string> {
    let next = path
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const got = await this.#ask(next, answer => (answer.status === 301 ? undefined : pageOutcome(answer)))
      if (got.status !== 301) return got.body
      next = got.headers['location'] ?? '/'
    }
    return ''
  }

  async #asset(path: string): Promise<void> {
    const { status } = await this.#ask(path, () => undefined)
    if (status === 200) this.#kept.add(path)
  }

  async #ask(path: string, pageOf: (got: Got) => PageOutcome | undefined): Promise<Got> {
    const got = await get(this.#base, path, {
      host: 'www.footlights.example',
      'user-agent': USER_AGENT,
      'accept-encoding': 'identity',
      ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
    })
    const drawn = new RegExp(`${COOKIE_NAME}=([^;,]+)`).exec(got.headers['set-cookie'] ?? '')?.[1]
    if (drawn !== undefined) this.#cookie = `${COOKIE_NAME}=${drawn}`
    this.#onAnswer({ path, status: got.status, resultType: resultTypeOf(got), page: pageOf(got) })
    return got
  }
}
