import { expect, test } from 'vitest'
import { missingReferences } from './references.ts'

const KNOWN = [{ key: 'assets/app.js' }, { key: 'assets/a b.css' }]

test.each([
  { html: '<script src="/assets/app.js"></script>', missing: [] },
  { html: '<link href="/assets/a%20b.css">', missing: [] },
  { html: "<script src='/assets/gone.js?v=1'></script>", missing: ['assets/gone.js'] },
  { html: '<script SRC = /assets/gone.js></script>', missing: ['assets/gone.js'] },
  { html: '<img src="/assets/x.png"><img src="/assets/x.png#a">', missing: ['assets/x.png'] },
  { html: '<img src="https://cdn.example.com/assets/x.png">', missing: [] },
  { html: '<a href="/live">', missing: [] },
  { html: '<img src="/assets/%zz">', missing: ['assets/%zz'] },
  { html: '<img data-src="/assets/later.png">', missing: ['assets/later.png'] },
])('$html', ({ html, missing }) => {
  expect(missingReferences(html, KNOWN)).toEqual(missing)
})
