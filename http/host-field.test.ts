import { expect, test } from 'vitest'
import { isHost } from './host-field.ts'

test.each([
  { rule: 'a name', text: 'www.example.org', is: true },
  { rule: 'an underscore', text: 'my_site.example.org', is: true },
  { rule: 'a port', text: 'a:8443', is: true },
  { rule: 'an empty port', text: 'a:', is: true },
  { rule: 'an IPv4 address', text: '127.0.0.1:80', is: true },
  { rule: 'an IPv6 address', text: '[2001:db8::1]:80', is: true },
  { rule: 'nothing: the target has no authority', text: '', is: true },
  { rule: 'a port that is no number', text: 'a:b', is: false },
  { rule: 'two ports', text: 'a:80:81', is: false },
  { rule: 'an IPv6 address without brackets', text: '2001:db8::1', is: false },
  { rule: 'half a bracket', text: '[::1', is: false },
  { rule: 'something behind the brackets', text: '[::1]a', is: false },
  { rule: 'a path', text: 'a/b', is: false },
  { rule: 'a user', text: 'user@a', is: false },
  { rule: 'a space', text: 'a b', is: false },
  { rule: 'beyond ASCII', text: 'b\xfccher.example', is: false },
])('GEN-02 $rule: $is', ({ text, is }) => {
  expect(isHost(text)).toBe(is)
})
