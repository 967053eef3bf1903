import { liveEvents } from '../../site/live-events.ts'
import { programmes } from '../../site/catalogue.ts'
import { COLD_PAGE } from './timeline.ts'
import { Viewer, type SeenAnswer } from './viewer.io.ts'

/** Numbers from 0 up to 1, the same in every run. */
const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const WARM_PROGRAMMES = programmes.filter(({ slug }) => `/programme/${slug}` !== COLD_PAGE)

const RETURNING_SHARE = 0.5
const MATCH_SHARE = 0.5
const HOME_SHARE = 0.25

/** Viewers who come, come back, and look mostly at the match. */
export class Audience {
  readonly #random = seeded(20_261_124)
  readonly #viewers: Viewer[] = []
  readonly #newViewer: () => Viewer

  constructor(base: string, onAnswer: (answer: SeenAnswer) => void) {
    this.#newViewer = () => new Viewer(base, onAnswer)
  }

  /** So many visits at once; a third of them to `push`, when there is one. */
  async visit(count: number, push: string | undefined): Promise<void> {
    const visits = Array.from({ length: count }, (_, i) =>
      this.#next().visit(push !== undefined && i % 3 === 0 ? push : this.#path()),
    )
    await Promise.all(visits)
  }

  #next(): Viewer {
    const known = this.#viewers[Math.floor(this.#random() * this.#viewers.length)]
    if (known !== undefined && this.#random() < RETURNING_SHARE) return known
    const viewer = this.#newViewer()
    this.#viewers.push(viewer)
    return viewer
  }

  #path(): string {
    const chance = this.#random()
    if (chance < MATCH_SHARE) return `/live/${liveEvents[0]?.slug ?? ''}`
    if (chance < MATCH_SHARE + HOME_SHARE) return this.#random() < 0.1 ? '/?utm_source=push' : '/'
    const programme = WARM_PROGRAMMES[Math.floor(this.#random() ** 2 * WARM_PROGRAMMES.length)]
    return `/programme/${programme?.slug ?? ''}`
  }
}
