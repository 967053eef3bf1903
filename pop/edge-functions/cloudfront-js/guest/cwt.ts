/**
 * `cf.cwt` (CFF-69e): web tokens as COSE_Mac0 with HS256, at most 1 KB, the COSE tag required, the CWT tag not. Claims are not looked at.
 * The words of its errors are ours.
 */
export const GUEST_CWT = String.raw`
const TOKEN_BYTES_MAX = 1024
const CWT_TAG = 61
const COSE_MAC0_TAG = 17
const HS256 = 5
const keyBytes = context => {
  const key = isObject(context) ? context.key : undefined
  if (typeof key !== 'string' && !isBytes(key)) throw new TypeError('key must be a string or a Buffer')
  return bytesOfData(key, undefined, 'key argument')
}
const macOf = (protectedBytes, payloadBytes, key) => {
  const structure = cborHead(CBOR_ARRAY, 4) + cborText('MAC0') + cborBytes(protectedBytes) + cborBytes('') + cborBytes(payloadBytes)
  const mac = askHost(host.hash, 'sha256', structure, key)
  if (mac === undefined) throw new InternalError('hashing failed')
  return mac
}
const checkAlgorithmOf = headers => {
  if (String(headers[1]) !== String(HS256)) throw new Error('the algorithm of the token is not HS256')
}
const checkSize = sizeBytes => {
  if (sizeBytes > TOKEN_BYTES_MAX) throw new Error('the token has ' + sizeBytes + ' bytes, at most ' + TOKEN_BYTES_MAX)
}
const wholeMap = bytes => {
  const reader = new CborReader(bytes)
  const value = bytes === '' ? orderedObject() : reader.value()
  if (reader.position !== bytes.length || !isObject(value) || isArray(value) || isBytes(value)) throw new Error('a part of the token is no map')
  return value
}
const readToken = bytes => {
  const reader = new CborReader(bytes)
  let tag = reader.tag()
  if (tag === CWT_TAG) tag = reader.tag()
  if (tag !== COSE_MAC0_TAG) throw new Error('the token has no tag of a COSE_Mac0')
  if (reader.bytesOf(CBOR_ARRAY) !== 4) throw new Error('the token has not the parts of a COSE_Mac0')
  const protectedBytes = reader.bytesOf(CBOR_BYTES)
  const unprotectedHeaders = reader.value()
  if (!isObject(unprotectedHeaders) || isArray(unprotectedHeaders)) throw new Error('a part of the token is no map')
  const token = { protectedBytes, unprotectedHeaders, payloadBytes: reader.bytesOf(CBOR_BYTES), mac: reader.bytesOf(CBOR_BYTES) }
  if (reader.position !== bytes.length) throw new Error('the token goes on behind its end')
  return token
}
// Both orders: the guide's text has the context first, its samples the token (unconfirmed). The context is what names a COSE tag.
const contextFirst = (first, second) => (isObject(first) && first.coseTag !== undefined ? [first, second] : [second, first])
const cwt = {
  validateToken(token, handlerContext) {
    if (!isBytes(token)) throw new TypeError('the token must be a Buffer')
    const key = keyBytes(handlerContext)
    checkSize(token.length)
    const { protectedBytes, unprotectedHeaders, payloadBytes, mac } = readToken(bytesOf(token))
    const protectedHeaders = wholeMap(protectedBytes)
    checkAlgorithmOf(protectedHeaders)
    if (macOf(protectedBytes, payloadBytes, key) !== mac) throw new Error('the token was not made with this key')
    return { protectedHeaders, unprotectedHeaders, payload: wholeMap(payloadBytes) }
  },
  generateToken(first, second) {
    const [context, token] = contextFirst(first, second)
    if (!isObject(context) || context.coseTag !== 'MAC0') throw new TypeError('coseTag must be MAC0')
    if (!isObject(token) || !isObject(token.payload)) throw new TypeError('the token must have a payload')
    const key = keyBytes(context)
    const headers = token.protected || token.protectedHeaders
    if (!isObject(headers)) throw new TypeError('the token must have protected headers')
    checkAlgorithmOf(headers)
    const protectedBytes = cborMap(Object.assign(orderedObject(), headers, { 1: HS256 }), 0)
    const payloadBytes = cborMap(token.payload, 0)
    const unprotectedMap = cborMap(token.unprotected || token.unprotectedHeaders || {}, 0)
    const mac = macOf(protectedBytes, payloadBytes, key)
    const bytes =
      (context.cwtTag === true ? cborHead(CBOR_TAG, CWT_TAG) : '') + cborHead(CBOR_TAG, COSE_MAC0_TAG) + cborHead(CBOR_ARRAY, 4) +
      cborBytes(protectedBytes) + unprotectedMap + cborBytes(payloadBytes) + cborBytes(mac)
    checkSize(bytes.length)
    return bufferOf(bytes)
  },
}
cloudfront.cwt = cwt
`
