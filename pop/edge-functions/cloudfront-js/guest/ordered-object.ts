/**
 * Objects of the runtime's engine list their members as they were written, numbers among the names too (ENG-13): `{ b: 1, 1: 1 }` has the
 * keys `b` and `1`. V8 puts such names first. Where they can occur the object is a proxy that keeps the order.
 */
export const GUEST_ORDERED_OBJECT = String.raw`
const isIndexName = key => {
  if (typeof key !== 'string' || key.length > 10) return false
  const code = key.charCodeAt(0)
  return code >= 48 && code <= 57 && '' + (key >>> 0) === key
}
// The traps of one object; order appears with the first name that V8 would put elsewhere. A deleted name keeps its place in it, should it
// come back.
class OrderKeeper {
  order = undefined
  proxy = undefined
  constructor(target) {
    this.proxy = new HarnessProxy(target, this)
  }
  // Without a name that matters the way over defineProperty is five times as long.
  set(target, key, value, receiver) {
    if (receiver !== this.proxy) return Reflect.set(target, key, value, receiver)
    if ((this.order !== undefined || isIndexName(key)) && Reflect.set(target, key, value, receiver)) return true
    // Throws, where it cannot, in the words of an object that is no proxy.
    target[key] = value
    return true
  }
  defineProperty(target, key, descriptor) {
    const isNew = !hasOwn(target, key)
    defineProperty(target, key, descriptor)
    if (!isNew) return true
    if (this.order === undefined && isIndexName(key)) {
      this.order = new HarnessSet(ownKeys(target))
      this.order.delete(key)
    }
    if (this.order !== undefined) this.order.add(key)
    return true
  }
  deleteProperty(target, key) {
    return delete target[key]
  }
  ownKeys(target) {
    if (this.order === undefined) return ownKeys(target)
    const names = []
    for (const key of this.order) if (hasOwn(target, key)) define(names, names.length, key)
    return names
  }
}
const orderedObject = (object = {}) => new OrderKeeper(object).proxy
// An object literal of the function, and the names in it as they are written where numbers are among them.
const orderedLiteral = (object, names) => {
  const keeper = new OrderKeeper(object)
  if (names !== undefined) {
    keeper.order = new HarnessSet(names)
    for (const key of ownKeys(object)) keeper.order.add(key)
  }
  return keeper.proxy
}
`
