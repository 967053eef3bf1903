export type ProgrammeKind = 'series' | 'film' | 'documentary'

export type Motif = 'peaks' | 'waves' | 'skyline' | 'orbit' | 'forest' | 'strings' | 'dunes' | 'stage'

/** A poster is drawn, not stored: a motif, a seed that moves its shapes, and colours from back to front. */
export type Art = { motif: Motif; seed: number; colours: readonly [sky: string, glow: string, near: string] }

export type Episode = { title: string; minutes: number; synopsis: string }

export type Programme = {
  slug: string
  title: string
  kind: ProgrammeKind
  tagline: string
  synopsis: string
  year: number
  /** Youngest age it is meant for; 0 for everyone. */
  ageRating: number
  minutes: number
  genres: readonly string[]
  art: Art
  /** Empty for a film or a single documentary. */
  episodes: readonly Episode[]
}

export type Rail = { id: string; title: string; slugs: readonly string[] }

const series = (
  ...rows: readonly (readonly [title: string, minutes: number, synopsis: string])[]
): readonly Episode[] => rows.map(([title, minutes, synopsis]) => ({ title, minutes, synopsis }))

export const programmes: readonly Programme[] = [
  {
    slug: 'the-long-tide',
    title: 'The Long Tide',
    kind: 'series',
    tagline: 'The sea gives back what it was told to keep.',
    synopsis:
      'A harbour pilot returns to the island she left at seventeen, on the night a ship lost for thirty years answers the radio. Eight hours, one storm, and a town that agreed never to speak of it.',
    year: 2025,
    ageRating: 12,
    minutes: 52,
    genres: ['Drama', 'Mystery'],
    art: { motif: 'waves', seed: 11, colours: ['#0a2540', '#f2a65a', '#06121f'] },
    episodes: series(
      ['Call Sign', 54, 'A voice on channel sixteen gives the name of a ship that sank in 1994.'],
      ['Slack Water', 51, 'Between two tides there are nine quiet minutes. Marit uses all of them.'],
      ['The Pilot’s Book', 49, 'Her father’s logbook is missing one page, and everybody knows which.'],
      ['Lee Shore', 56, 'The wind turns, and with it the people who promised to stay.'],
    ),
  },
  {
    slug: 'night-desk',
    title: 'Night Desk',
    kind: 'series',
    tagline: 'The city sleeps. Its newsroom does not.',
    synopsis:
      'Six reporters, one shift, a story that must be true by 5 a.m. Each episode is a single night on the last local paper of a city that would rather not be written about.',
    year: 2025,
    ageRating: 16,
    minutes: 44,
    genres: ['Drama', 'Thriller'],
    art: { motif: 'skyline', seed: 5, colours: ['#1b1035', '#ff5d8f', '#0b0716'] },
    episodes: series(
      ['First Edition', 46, 'A new night editor, an old source and a photograph nobody will sign for.'],
      ['Two Sources', 43, 'One more confirmation would do. The telephone does not ring.'],
      ['Stop Press', 45, 'The presses are running when the truth comes in.'],
    ),
  },
  {
    slug: 'live',
    title: 'Live',
    kind: 'documentary',
    tagline: 'One night, one stage, no second take.',
    synopsis:
      'The people who never appear on screen, on the night when everything must work: vision mixers, riggers, and the woman who counts eleven million viewers down to zero.',
    year: 2024,
    ageRating: 0,
    minutes: 88,
    genres: ['Documentary', 'Music'],
    art: { motif: 'stage', seed: 3, colours: ['#2a0b3d', '#ffcf5c', '#12041c'] },
    episodes: [],
  },
  {
    slug: 'salt-road',
    title: 'Salt Road',
    kind: 'series',
    tagline: 'Forty days. Four camels. One map, wrong.',
    synopsis:
      'Two sisters follow their grandfather’s caravan route across a desert that has moved since he drew it. A travelogue, a family quarrel and the quietest adventure of the year.',
    year: 2024,
    ageRating: 6,
    minutes: 48,
    genres: ['Adventure', 'Documentary'],
    art: { motif: 'dunes', seed: 21, colours: ['#5b2333', '#ffb347', '#2b0f19'] },
    episodes: series(
      ['The Well That Was', 47, 'The first landmark is gone. So is the second.'],
      ['Wind From the East', 50, 'A storm pins the caravan down for three days.'],
      ['Salt', 49, 'At the end of the road, the thing it was built for.'],
    ),
  },
  {
    slug: 'apogee',
    title: 'Apogee',
    kind: 'film',
    tagline: 'The farthest point is where you turn.',
    synopsis:
      'The last technician of an abandoned relay station receives a message addressed to her, sent eleven years ago, from the ship that is due to pass tonight.',
    year: 2025,
    ageRating: 12,
    minutes: 117,
    genres: ['Science fiction'],
    art: { motif: 'orbit', seed: 8, colours: ['#070b2b', '#6ee7ff', '#02030d'] },
    episodes: [],
  },
  {
    slug: 'the-understorey',
    title: 'The Understorey',
    kind: 'documentary',
    tagline: 'A year below the canopy.',
    synopsis:
      'Twelve months in one hectare of old forest, filmed from the ground up. No narrator, no music: leaf, beetle, root, rain.',
    year: 2023,
    ageRating: 0,
    minutes: 94,
    genres: ['Nature'],
    art: { motif: 'forest', seed: 14, colours: ['#0f3d2e', '#d6f36b', '#04150f'] },
    episodes: [],
  },
  {
    slug: 'high-pass',
    title: 'High Pass',
    kind: 'series',
    tagline: 'The road closes at dusk.',
    synopsis:
      'A rescue team at the top of the highest paved road in the country has one winter, two snowploughs and eleven people who should have turned round.',
    year: 2024,
    ageRating: 12,
    minutes: 46,
    genres: ['Drama', 'Adventure'],
    art: { motif: 'peaks', seed: 2, colours: ['#27405e', '#ffd9b0', '#0c1626'] },
    episodes: series(
      ['Chains Required', 45, 'The barrier comes down one car too late.'],
      ['Whiteout', 48, 'Two metres of sight, nine kilometres of road.'],
      ['Thaw', 46, 'What the snow held up begins to slide.'],
    ),
  },
  {
    slug: 'second-violin',
    title: 'Second Violin',
    kind: 'film',
    tagline: 'She knows every note of the other part.',
    synopsis:
      'On the morning of the concert the soloist disappears, and the only person who can replace her is the one who was never allowed to.',
    year: 2023,
    ageRating: 6,
    minutes: 104,
    genres: ['Drama', 'Music'],
    art: { motif: 'strings', seed: 6, colours: ['#4a0f1e', '#ffc9a3', '#1c050b'] },
    episodes: [],
  },
  {
    slug: 'low-orbit',
    title: 'Low Orbit',
    kind: 'series',
    tagline: 'Rent is cheaper up here.',
    synopsis:
      'Five flatmates, ninety-two minutes a day, one bathroom. A comedy about sharing a space station that was certified for three.',
    year: 2025,
    ageRating: 6,
    minutes: 28,
    genres: ['Comedy', 'Science fiction'],
    art: { motif: 'orbit', seed: 31, colours: ['#3b1a6b', '#ff9bd2', '#150829'] },
    episodes: series(
      ['House Rules', 27, 'The airlock rota is not a suggestion.'],
      ['The Deposit', 29, 'The landlord is coming. He is bringing a vacuum.'],
      ['Sixteen Sunrises', 28, 'A birthday that happens sixteen times.'],
    ),
  },
  {
    slug: 'glasshouse',
    title: 'Glasshouse',
    kind: 'series',
    tagline: 'Everything grows here. Even the lies.',
    synopsis:
      'A botanist inherits a Victorian conservatory, its debts and its only other key holder. A slow, green thriller.',
    year: 2024,
    ageRating: 16,
    minutes: 50,
    genres: ['Thriller'],
    art: { motif: 'forest', seed: 40, colours: ['#063b43', '#7dffcb', '#021518'] },
    episodes: series(
      ['Cuttings', 51, 'A label in a dead man’s hand, dated next week.'],
      ['Root Ball', 49, 'Some things must be lifted whole.'],
      ['Frost', 52, 'The heating fails on the coldest night of the year.'],
    ),
  },
  {
    slug: 'ten-past-midnight',
    title: 'Ten Past Midnight',
    kind: 'film',
    tagline: 'The last bus is full of alibis.',
    synopsis:
      'Nine passengers, one driver, a road closed at both ends. Filmed in a single journey from the depot to the sea.',
    year: 2022,
    ageRating: 16,
    minutes: 98,
    genres: ['Thriller'],
    art: { motif: 'skyline', seed: 17, colours: ['#0b2b3a', '#ffe066', '#040f15'] },
    episodes: [],
  },
  {
    slug: 'the-cartographers',
    title: 'The Cartographers',
    kind: 'documentary',
    tagline: 'The people who draw where nobody has been.',
    synopsis:
      'From the sea floor to the far side of the moon: five map makers, and the blank spaces that keep them awake.',
    year: 2024,
    ageRating: 0,
    minutes: 76,
    genres: ['Science', 'History'],
    art: { motif: 'peaks', seed: 29, colours: ['#3a2a5c', '#9be8d8', '#140d24'] },
    episodes: [],
  },
  {
    slug: 'north-light',
    title: 'North Light',
    kind: 'film',
    tagline: 'A painter, a window, a war outside it.',
    synopsis:
      'For three years she painted the same street from the same window. The paintings disagree, and a court wants to know why.',
    year: 2023,
    ageRating: 12,
    minutes: 121,
    genres: ['Drama', 'History'],
    art: { motif: 'dunes', seed: 9, colours: ['#143a52', '#ffd1dc', '#081821'] },
    episodes: [],
  },
  {
    slug: 'breakwater',
    title: 'Breakwater',
    kind: 'documentary',
    tagline: 'Three kilometres of stone against the sea.',
    synopsis: 'A small port decides to build the wall it has argued about for a century. Then the first winter comes.',
    year: 2025,
    ageRating: 0,
    minutes: 82,
    genres: ['Documentary'],
    art: { motif: 'waves', seed: 52, colours: ['#1f4e5f', '#f7f3d7', '#0a1d24'] },
    episodes: [],
  },
]

const bySlug = new Map(programmes.map(programme => [programme.slug, programme]))

/** The programme with this slug (lower case), or undefined. */
export const programmeWith = (slug: string): Programme | undefined => bySlug.get(slug)

/** Programmes in the order of `slugs`; a slug that the catalogue lacks is left out. */
export const programmesOf = (slugs: readonly string[]): readonly Programme[] =>
  slugs.flatMap(slug => bySlug.get(slug) ?? [])

export const featuredSlug = 'the-long-tide'

export const rails: readonly Rail[] = [
  {
    id: 'trending',
    title: 'Trending this week',
    slugs: ['night-desk', 'apogee', 'salt-road', 'low-orbit', 'live', 'glasshouse', 'high-pass'],
  },
  {
    id: 'series',
    title: 'Series to stay up for',
    slugs: ['high-pass', 'glasshouse', 'the-long-tide', 'low-orbit', 'night-desk', 'salt-road'],
  },
  {
    id: 'films',
    title: 'Films for tonight',
    slugs: ['second-violin', 'north-light', 'ten-past-midnight', 'apogee'],
  },
  {
    id: 'documentaries',
    title: 'True stories',
    slugs: ['the-understorey', 'live', 'breakwater', 'the-cartographers', 'salt-road'],
  },
]

/** Up to `count` other programmes, those sharing a genre first. */
export const relatedTo = (programme: Programme, count: number): readonly Programme[] => {
  const others = programmes.filter(other => other.slug !== programme.slug)
  const isNear = (other: Programme) => other.genres.some(genre => programme.genres.includes(genre))
  return [...others.filter(isNear), ...others.filter(other => !isNear(other))].slice(0, count)
}

/** `1 h 57 min`, `44 min`. */
export const durationText = (minutes: number): string =>
  minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`

export const ageText = (ageRating: number): string => (ageRating === 0 ? 'All ages' : `${ageRating}+`)

export const kindText: Readonly<Record<ProgrammeKind, string>> = {
  series: 'Series',
  film: 'Film',
  documentary: 'Documentary',
}
