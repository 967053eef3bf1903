/** What is done to the stage at the beginning of a minute. */
export type Action =
  | { readonly do: 'ramp'; readonly v5Percent: number }
  | { readonly do: 'publish'; readonly version: 'v4' | 'v5' }
  | { readonly do: 'default'; readonly version: 'v4' | 'v5' }
  | { readonly do: 'kill-ssr' }
  | { readonly do: 'restore-ssr' }

export interface TimelineMinute {
  /** Viewers who look at a page in it. */
  readonly visits: number
  readonly actions: readonly Action[]
  /** A page that nobody has looked at yet, and a third of the viewers are sent to by a notification. */
  readonly push?: string
  /** Shown on the page; undefined where nothing happens. */
  readonly label?: string
}

/** Not in the evening before: the cache has no copy to serve while the servers are gone. */
export const COLD_PAGE = '/programme/breakwater'

/** `visitsBefore` viewers a minute before the kick-off, ten times as many from two minutes later on. */
export const eveningOf = (visitsBefore: number): readonly TimelineMinute[] => {
  const calm = visitsBefore
  const full = visitsBefore * 10
  return [
    { visits: calm, actions: [], label: 'V4 published' },
    { visits: calm, actions: [] },
    { visits: calm * 5, actions: [], label: 'kick-off' },
    { visits: full, actions: [] },
    { visits: full, actions: [{ do: 'ramp', v5Percent: 20 }], label: 'V5 for 20 %' },
    { visits: full, actions: [{ do: 'ramp', v5Percent: 50 }], label: 'V5 for 50 %' },
    {
      visits: full,
      actions: [
        { do: 'publish', version: 'v5' },
        { do: 'default', version: 'v5' },
      ],
      label: 'V5 published',
    },
    { visits: full, actions: [] },
    { visits: full, actions: [{ do: 'kill-ssr' }], label: 'SSR killed' },
    { visits: full, actions: [], push: COLD_PAGE },
    { visits: full, actions: [{ do: 'restore-ssr' }], label: 'SSR restored' },
    { visits: full, actions: [] },
    { visits: calm * 3, actions: [] },
    { visits: calm, actions: [] },
  ]
}
