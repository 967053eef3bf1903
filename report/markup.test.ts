import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { html, scriptJson, trustedMarkup } from './markup.ts'

describe('html', () => {
  test('escapes what is put in, and leaves markup alone', () => {
    const inner = html`<b>${'<i>'}</b>`
    expect(String(html`<p title="${`"'`}">${inner}${3}${undefined}${['a', '&']}</p>`)).toBe(
      '<p title="&quot;&#39;"><b>&lt;i&gt;</b>3a&amp;</p>',
    )
  })

  test('an object that only looks like markup is escaped', () => {
    const forged = JSON.parse('["<script>"]') as string[]
    expect(String(html`${forged}`)).toBe('&lt;script&gt;')
  })

  test('no text opens a tag or ends an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const inside = String(html`${text}`)
        expect(inside).not.toMatch(/[<>"']/)
        expect(inside.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
      }),
    )
  })

  test('trusted markup stays as it is', () => {
    expect(String(html`${trustedMarkup('<hr>')}`)).toBe('<hr>')
  })
})

test('scriptJson can stand in a script element, and reads back the same', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('</script>', '<!--<script>', '\u2028', '\u2029', ']]>', '\\u003c'),
  )
  fc.assert(
    fc.property(fc.array(hostile), values => {
      const source = String(scriptJson(values))
      expect(source).not.toMatch(/[<>&\u2028\u2029]/)
      expect(JSON.parse(source)).toEqual(values)
    }),
  )
})
