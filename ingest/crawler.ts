import { isbot } from 'isbot'

/** Tokens of User-Agents that sites ask about by name, the more special before the more general. */
const NAMED_CRAWLERS = [
  'Googlebot-Image',
  'Googlebot-News',
  'Googlebot-Video',
  'Googlebot',
  'AdsBot-Google',
  'Mediapartners-Google',
  'GoogleOther',
  'bingbot',
  'BingPreview',
  'DuckDuckBot',
  'YandexBot',
  'Baiduspider',
  'Applebot',
  'Qwantbot',
  'GPTBot',
  'OAI-SearchBot',
  'ChatGPT-User',
  'ClaudeBot',
  'Claude-User',
  'Claude-SearchBot',
  'PerplexityBot',
  'Perplexity-User',
  'CCBot',
  'Bytespider',
  'Amazonbot',
  'meta-externalagent',
  'facebookexternalhit',
  'Twitterbot',
  'LinkedInBot',
  'Slackbot',
  'AhrefsBot',
  'SemrushBot',
  'MJ12bot',
] as const

const namesInLowerCase = NAMED_CRAWLERS.map(name => [name.toLowerCase(), name] as const)

/**
 * The name of the crawler that a User-Agent claims to be, `other bot` for one without a name of its own here, undefined for a person.
 * A claim only: nobody's address is verified.
 */
export const crawlerName = (userAgent: string | undefined): string | undefined => {
  if (userAgent === undefined) return undefined
  const text = userAgent.slice(0, USER_AGENT_READ_CHARACTERS).toLowerCase()
  for (const [token, name] of namesInLowerCase) if (text.includes(token)) return name
  return isbot(text) ? 'other bot' : undefined
}

/** A User-Agent can be 20 KB of anything; what it claims stands at its start. */
const USER_AGENT_READ_CHARACTERS = 512
