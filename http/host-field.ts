/** RFC 3986, 3.2: what a host and a port may be made of; brackets stand for an address of IPv6 or later. */
const HOST = /^(?:\[[\w.~!$&'()*+,;=:-]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/
let lastGoodHost = ''

/** Whether a text is `host` or `host:port`, as a `Host` field must be (RFC 9112, 3.2). */
export const isHost = (text: string): boolean => {
  if (text === lastGoodHost) return true
  if (!HOST.test(text)) return false
  lastGoodHost = text
  return true
}
