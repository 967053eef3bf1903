import { expect, test } from 'vitest'
import { deviceOf, type Device } from './device.ts'

const kinds = (device: Device): string =>
  [
    device.isAndroid && 'android',
    device.isIos && 'ios',
    device.isMobile && 'mobile',
    device.isTablet && 'tablet',
    device.isSmartTv && 'smarttv',
    device.isDesktop && 'desktop',
  ]
    .filter(kind => kind !== false)
    .join(' ')

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0'

test.each([
  { what: 'Windows', userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, is: 'desktop' },
  {
    what: 'macOS',
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/17.5 Safari/605.1.15`,
    is: 'desktop',
  },
  { what: 'Linux', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', is: 'desktop' },
  {
    what: 'iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${APPLE} Version/17.5 Mobile/15E148 Safari/604.1`,
    is: 'ios mobile',
  },
  {
    what: 'iPad',
    userAgent: `Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${APPLE} Version/16.6 Mobile/15E148 Safari/604.1`,
    is: 'ios mobile tablet',
  },
  {
    what: 'an Android phone',
    userAgent: `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`,
    is: 'android mobile',
  },
  {
    what: 'an Android tablet',
    userAgent: `Mozilla/5.0 (Linux; Android 13; SM-X700) ${CHROME} Safari/537.36`,
    is: 'android mobile tablet',
  },
  {
    what: 'a Kindle',
    userAgent: `Mozilla/5.0 (Linux; Android 9; KFMAWI) ${CHROME} Silk/126.1 like Chrome/126.0 Safari/537.36`,
    is: 'android mobile tablet',
  },
  {
    what: 'Windows Phone',
    userAgent:
      'Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 Mobile Safari/537.36 Edge/15',
    is: 'android mobile',
  },
  {
    what: 'a Samsung television',
    userAgent: 'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) TV Safari/537.36',
    is: 'smarttv',
  },
  { what: 'an LG television', userAgent: `Mozilla/5.0 (Web0S; Linux/SmartTV) ${CHROME} Safari/537.36`, is: 'smarttv' },
  {
    what: 'an Android television',
    userAgent: `Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH2) ${CHROME} Safari/537.36`,
    is: 'android smarttv',
  },
  {
    what: 'a Fire TV',
    userAgent: `Mozilla/5.0 (Linux; Android 9; AFTMM) ${CHROME} Mobile Safari/537.36`,
    is: 'android smarttv',
  },
  {
    what: 'a crawler',
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    is: 'desktop',
  },
  { what: 'curl', userAgent: 'curl/8.8.0', is: 'desktop' },
  { what: 'nothing', userAgent: '', is: 'desktop' },
])('REQH-08 $what', ({ userAgent, is }) => expect(kinds(deviceOf(userAgent))).toBe(is))

test('REQH-08 a hostile User-Agent costs no time', () => {
  const hostile = `tizen${' tizen tv-silk'.repeat(2_000)}`
  expect(deviceOf(hostile).isDesktop).toBe(false)
})
