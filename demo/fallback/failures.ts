/** How the SSR servers fail in a fallback drill. */
export interface Failure {
  readonly id: string
  readonly title: string
  /** What an attempt meets, so many milliseconds after the failure began. */
  readonly meets: (sinceMs: number) => 'page' | '503' | 'silence' | 'refusal' | 'no-name'
}

const FLAP_MS = 20_000

export const FAILURES: readonly Failure[] = [
  { id: '5xx', title: 'SSR answers 503', meets: () => '503' },
  { id: 'hanging', title: 'SSR hangs', meets: () => 'silence' },
  { id: 'refusing', title: 'SSR refuses the connection', meets: () => 'refusal' },
  { id: 'dns-gone', title: 'SSR is gone from DNS', meets: () => 'no-name' },
  {
    id: 'flapping',
    title: 'SSR answers 503 for 20 s of every 40 s',
    meets: sinceMs => (sinceMs % (2 * FLAP_MS) < FLAP_MS ? '503' : 'page'),
  },
]
