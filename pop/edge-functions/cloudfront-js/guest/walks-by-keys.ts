/**
 * Walks of an array that is longer than memory could fill, by the keys that it has, as the runtime's engine leaves out holes (measured,
 * ENG-13). The keys count, not the length.
 */
export const GUEST_WALKS_BY_KEYS = String.raw`
const numberKeys = (list, length) => {
  const found = []
  const names = ownKeys(list)
  walk(names.length)
  spend(names.length * ELEMENT_BYTES)
  for (let i = 0; i < names.length; i++) {
    const key = typeof names[i] === 'string' ? +names[i] : NaN
    if (key >= 0 && key < length && '' + key === names[i]) define(found, found.length, key)
  }
  return engineList.sort(found, (a, b) => a - b)
}
const checkCallback = callback => {
  if (typeof callback !== 'function') throw new TypeError('callback argument is not callable')
}
// The key of the first element of which the callback is true, undefined when there is none.
const keyWhere = (list, length, callback, self) => {
  checkCallback(callback)
  const found = numberKeys(list, length)
  for (let i = 0; i < found.length; i++) {
    const key = found[i]
    if (key in list && callback.call(self, list[key], key, list)) return key
  }
}
const byKeys = {
  forEach(list, length, callback, self) {
    keyWhere(list, length, typeof callback === 'function' ? (value, key) => { callback.call(self, value, key, list) } : callback)
  },
  some: (list, length, callback, self) => keyWhere(list, length, callback, self) !== undefined,
  every: (list, length, callback, self) =>
    keyWhere(list, length, typeof callback === 'function' ? (value, key) => !callback.call(self, value, key, list) : callback) === undefined,
  find(list, length, callback, self) {
    const key = keyWhere(list, length, callback, self)
    return key === undefined ? undefined : list[key]
  },
  findIndex(list, length, callback, self) {
    const key = keyWhere(list, length, callback, self)
    return key === undefined ? -1 : key
  },
  map(list, length, callback, self) {
    const result = emptyOf(Math.min(length, LONGEST))
    byKeys.forEach(list, length, typeof callback === 'function' ? (value, key) => define(result, key, callback.call(self, value, key, list)) : callback)
    return result
  },
  filter(list, length, callback, self) {
    const result = []
    byKeys.forEach(list, length, typeof callback === 'function' ? (value, key) => { if (callback.call(self, value, key, list)) define(result, result.length, value) } : callback)
    return result
  },
  indexOf(list, length, wanted, from) {
    const start = firstPlace(from, length)
    const found = numberKeys(list, length)
    for (let i = 0; i < found.length; i++) if (found[i] >= start && list[found[i]] === wanted) return found[i]
    return -1
  },
  includes(list, length, wanted, from) {
    const start = firstPlace(from, length)
    const found = numberKeys(list, length)
    for (let i = 0; i < found.length; i++) if (found[i] >= start && (list[found[i]] === wanted || (wanted !== wanted && list[found[i]] !== list[found[i]]))) return true
    return false
  },
}
const firstPlace = (from, length) => {
  const place = Math.trunc(+from) || 0
  return place < 0 ? Math.max(0, place + length) : place
}
const lastIndexByKeys = (list, length, wanted, from) => {
  const place = Math.trunc(+from) || 0
  const end = place < 0 ? place + length : place
  const found = numberKeys(list, length)
  for (let i = found.length - 1; i >= 0; i--) if (found[i] <= end && list[found[i]] === wanted) return found[i]
  return -1
}
const reducedByKeys = (list, length, callback, isFromRight, args) => {
  checkCallback(callback)
  const found = numberKeys(list, length)
  if (isFromRight) engineList.reverse(found)
  if (found.length === 0 && args.length < 2) throw new TypeError('Reduce of empty object with no initial value')
  let value = args.length < 2 ? list[found[0]] : args[1]
  for (let i = args.length < 2 ? 1 : 0; i < found.length; i++) if (found[i] in list) value = callback(value, list[found[i]], found[i], list)
  return value
}
`
