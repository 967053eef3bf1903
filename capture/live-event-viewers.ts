import type { Browser, Crawler, NonEmpty } from './scenario.ts'

/** What viewers and crawlers of a European evening come with. */

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)'

const browser = (weight: number, http3Share: number, userAgent: string): Browser => ({ userAgent, weight, http3Share })

export const BROWSERS: NonEmpty<Browser> = [
  browser(
    210,
    0.6,
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${APPLE} Version/18.6 Mobile/15E148 Safari/604.1`,
  ),
  browser(190, 0.7, `Mozilla/5.0 (Linux; Android 10; K) ${BLINK} Chrome/142.0.0.0 Mobile Safari/537.36`),
  browser(140, 0.6, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`),
  browser(
    70,
    0.6,
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) ${APPLE} Version/17.7 Mobile/15E148 Safari/604.1`,
  ),
  browser(60, 0.6, `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${BLINK} Chrome/142.0.0.0 Safari/537.36`),
  browser(50, 0.5, `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/18.6 Safari/605.1.15`),
  browser(
    45,
    0.7,
    `Mozilla/5.0 (Linux; Android 10; K) ${BLINK} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  ),
  browser(40, 0.6, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`),
  browser(35, 0.5, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'),
  browser(25, 0.7, `Mozilla/5.0 (Linux; Android 10; K) ${BLINK} Chrome/138.0.0.0 Mobile Safari/537.36`),
  browser(20, 0.6, `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${APPLE} Version/18.6 Mobile/15E148 Safari/604.1`),
  browser(18, 0.4, 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'),
  browser(
    16,
    0.6,
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${APPLE} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`,
  ),
  browser(14, 0.5, `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`),
  browser(12, 0.5, 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'),
  browser(12, 0, `Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) ${BLINK} 94.0.4606.31/7.0 TV Safari/537.36`),
  browser(10, 0, `Mozilla/5.0 (Web0S; Linux/SmartTV) ${BLINK} Chrome/108.0.5359.211 Safari/537.36`),
  browser(9, 0.6, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0`),
  browser(8, 0, 'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0'),
  browser(
    6,
    0,
    `Mozilla/5.0 (iPhone; CPU iPhone OS 15_8_3 like Mac OS X) ${APPLE} Version/15.6.6 Mobile/15E148 Safari/604.1`,
  ),
]

const crawler = (weight: number, httpVersion: Crawler['httpVersion'], userAgent: string): Crawler => ({
  userAgent,
  weight,
  httpVersion,
  visits: 'every-page',
})

const preview = (weight: number, userAgent: string): Crawler => ({
  userAgent,
  weight,
  httpVersion: '1.1',
  visits: 'popular-pages',
})

export const CRAWLERS: NonEmpty<Crawler> = [
  crawler(30, '1.1', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'),
  crawler(
    20,
    '1.1',
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${BLINK} Chrome/141.0.7390.122 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  ),
  crawler(
    16,
    '2.0',
    `Mozilla/5.0 ${BLINK}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36`,
  ),
  crawler(12, '2.0', `Mozilla/5.0 ${BLINK}; compatible; GPTBot/1.2; +https://openai.com/gptbot`),
  crawler(8, '1.1', 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'),
  crawler(6, '1.1', 'Mozilla/5.0 (compatible; Applebot/0.1; +http://www.apple.com/go/applebot)'),
  preview(9, 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'),
  preview(7, 'WhatsApp/2.24.20.89 A'),
  preview(6, 'Twitterbot/1.0'),
  preview(4, 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'),
  preview(3, 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'),
]

/** Most used first. */
export const EDGE_LOCATIONS: NonEmpty<string> = [
  'FRA56-P1',
  'CDG50-P1',
  'LHR61-P2',
  'AMS58-P1',
  'MAD53-P1',
  'MXP64-P2',
  'DUS51-P1',
  'MUC50-P1',
  'ARN56-P1',
  'MRS52-P1',
  'ZRH55-P1',
  'VIE50-P1',
  'WAW51-P1',
  'HAM50-P1',
  'TXL50-P3',
  'CPH50-C1',
  'MAN51-P1',
  'DUB56-P1',
  'LIS50-P1',
  'FCO50-P1',
  'BCN50-P1',
  'PRG50-P1',
  'OSL50-P1',
  'HEL51-P1',
  'BUD50-P1',
  'OTP50-P1',
  'SOF50-P1',
  'ATH50-P1',
  'ZAG50-P1',
  'IST52-P1',
  'IAD89-P1',
  'JFK50-P2',
  'ORD58-P1',
  'ATL58-P1',
  'LAX50-C1',
  'YTO50-P1',
  'GRU50-C1',
  'SIN52-P1',
  'NRT57-P1',
  'SYD62-P2',
]
