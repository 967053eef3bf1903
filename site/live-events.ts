export type Sport = 'Football' | 'Ice hockey' | 'Handball'

export type Team = { name: string; short: string; colours: readonly [main: string, second: string] }

export type Side = 'home' | 'away'

/** What the simulated match will do: a goal of `side` in this minute. */
export type ScriptedGoal = { minute: number; side: Side; player: string }

export type LiveEvent = {
  slug: string
  sport: Sport
  competition: string
  venue: string
  home: Team
  away: Team
  /** Length of the match in match minutes. */
  minutes: number
  /** Match minutes by which it is ahead of a match that began at the epoch, so that not all end together. */
  aheadMinutes: number
  goals: readonly ScriptedGoal[]
  summary: string
}

const goals = (...rows: readonly (readonly [minute: number, side: Side, player: string])[]): readonly ScriptedGoal[] =>
  rows.map(([minute, side, player]) => ({ minute, side, player }))

export const liveEvents: readonly LiveEvent[] = [
  {
    slug: 'harbour-city-northgate-united',
    sport: 'Football',
    competition: 'Coastal League, matchday 14',
    venue: 'Pier Road, Harbour City',
    home: { name: 'Harbour City', short: 'HAR', colours: ['#1f6feb', '#f5f7fa'] },
    away: { name: 'Northgate United', short: 'NOR', colours: ['#d7263d', '#1b1b1e'] },
    minutes: 90,
    aheadMinutes: 0,
    goals: goals(
      [4, 'home', 'Okafor'],
      [23, 'away', 'Lindqvist'],
      [41, 'home', 'Marchetti'],
      [67, 'home', 'Okafor'],
      [84, 'away', 'Duarte'],
    ),
    summary: 'First against second, a full harbour end and a corner kick that everybody here still argues about.',
  },
  {
    slug: 'lakeside-rovers-st-elm',
    sport: 'Football',
    competition: 'Women’s Cup, semi-final',
    venue: 'The Boathouse, Lakeside',
    home: { name: 'Lakeside Rovers', short: 'LAK', colours: ['#00a878', '#ffffff'] },
    away: { name: 'St Elm Athletic', short: 'STE', colours: ['#f6ae2d', '#2f2d2e'] },
    minutes: 90,
    aheadMinutes: 37,
    goals: goals([12, 'away', 'Hoekstra'], [58, 'home', 'Amara'], [79, 'home', 'Petrova']),
    summary: 'One place in the final. St Elm have not lost away from home since the spring.',
  },
  {
    slug: 'polar-stars-iron-valley',
    sport: 'Ice hockey',
    competition: 'Northern Series, game 5',
    venue: 'Aurora Hall',
    home: { name: 'Polar Stars', short: 'POL', colours: ['#7b2cbf', '#c8f4ff'] },
    away: { name: 'Iron Valley', short: 'IRO', colours: ['#ef6c00', '#22252a'] },
    minutes: 60,
    aheadMinutes: 12,
    goals: goals(
      [6, 'home', 'Virtanen'],
      [9, 'away', 'Kowal'],
      [22, 'home', 'Sörensen'],
      [35, 'away', 'Kowal'],
      [36, 'away', 'Brandt'],
      [51, 'home', 'Virtanen'],
    ),
    summary: 'The series stands at two all, and both goalkeepers say they slept very well.',
  },
  {
    slug: 'kestrels-forge',
    sport: 'Handball',
    competition: 'Champions Round, group B',
    venue: 'Mill Arena',
    home: { name: 'Kestrels', short: 'KES', colours: ['#e01e5a', '#ffe3ec'] },
    away: { name: 'Forge', short: 'FOR', colours: ['#3a506b', '#9fe7f5'] },
    minutes: 60,
    aheadMinutes: 50,
    goals: goals(
      [2, 'home', 'Roux'],
      [5, 'away', 'Ilić'],
      [8, 'home', 'Diallo'],
      [14, 'home', 'Roux'],
      [19, 'away', 'Ilić'],
      [27, 'away', 'Novák'],
      [33, 'home', 'Diallo'],
      [44, 'away', 'Ilić'],
      [52, 'home', 'Roux'],
    ),
    summary: 'The fastest counter-attack in the competition meets the defence that lets in the least.',
  },
]

const bySlug = new Map(liveEvents.map(event => [event.slug, event]))

/** The live event with this slug (lower case), or undefined. */
export const liveEventWith = (slug: string): LiveEvent | undefined => bySlug.get(slug)

export const featuredLiveSlug = 'harbour-city-northgate-united'

/** `Harbour City – Northgate United` */
export const fixtureText = (event: LiveEvent): string => `${event.home.name} – ${event.away.name}`
