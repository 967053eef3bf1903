/** What is left that makes or walks much: properties, JSON, calls with lists, promises (`ledger.ts`). */
export const GUEST_LIMITED_OBJECTS = String.raw`
// A text and a view have a property for each element, of which nothing was charged as a property.
const spendProperties = (value, bytesPerProperty) => {
  const length = typeof value === 'string' ? value.length : isView(value) ? lengthOf(value) : 0
  if (length > 0) {
    walk(length)
    spend(length * bytesPerProperty)
  }
}
const limitListing = (name, bytesPerProperty) => {
  const method = Object[name]
  limit(Object, {
    [name](value) {
      spendProperties(value, bytesPerProperty)
      const found = method(value)
      walk(found.length)
      if (found.length > 0) spend(found.length * bytesPerProperty)
      return found
    },
  })
}
limitListing('keys', ELEMENT_BYTES)
limitListing('values', ELEMENT_BYTES)
limitListing('entries', OBJECT_BYTES)
limitListing('getOwnPropertyNames', ELEMENT_BYTES)
limitListing('getOwnPropertySymbols', ELEMENT_BYTES)

const engineObject = {}
for (const name of getOwnPropertyNames(Object)) engineObject[name] = Object[name]
const handsOnConstructor = name => {
  if (name === 'constructor') needCare()
}
limit(Object, {
  assign(target) {
    if (arguments.length > 1) wideForProperties(target)
    for (let i = 1; i < arguments.length; i++) {
      const source = arguments[i]
      spendProperties(source, OBJECT_BYTES)
      if (isObject(source)) {
        const count = keys(source).length
        walk(count)
        spend(count * ELEMENT_BYTES)
      }
    }
    return engineApply(engineObject.assign, undefined, arguments)
  },
  create(prototype, properties) {
    spend(OBJECT_BYTES)
    if (properties === undefined) return engineObject.create(prototype)
    spendProperties(properties, OBJECT_BYTES)
    if (isObject(properties)) spend(keys(properties).length * ELEMENT_BYTES)
    return engineObject.create(prototype, properties)
  },
  defineProperty(object, name, descriptor) {
    spend(ELEMENT_BYTES)
    wideForProperties(object)
    return engineObject.defineProperty(object, name, descriptor)
  },
  defineProperties(object, properties) {
    wideForProperties(object)
    spendProperties(properties, OBJECT_BYTES)
    if (isObject(properties)) spend(keys(properties).length * ELEMENT_BYTES)
    return engineObject.defineProperties(object, properties)
  },
  getOwnPropertyDescriptor(object, name) {
    const key = typeof name === 'symbol' ? name : stringOf(name)
    handsOnConstructor(key)
    return engineObject.getOwnPropertyDescriptor(object, key)
  },
  getOwnPropertyDescriptors(object) {
    spendProperties(object, 2 * OBJECT_BYTES)
    const found = engineObject.getOwnPropertyDescriptors(object)
    spend(ownKeys(found).length * OBJECT_BYTES)
    if (hasOwn(found, 'constructor')) needCare()
    return found
  },
})
// The engine below may be told a length for an array this way too.
const wideForProperties = object => {
  if (isArray(object)) wide(object)
}
for (const name of ['freeze', 'seal', 'preventExtensions', 'isFrozen', 'isSealed']) {
  const method = Object[name]
  limit(Object, {
    [name](value) {
      walk(isArray(value) ? Math.min(value.length, FILLED_ELEMENTS_MAX) : isView(value) ? lengthOf(value) : 0)
      return method(value)
    },
  })
}
if (Object.is !== undefined) {
  limit(Object, {
    is(a, b) {
      if (typeof a === 'string') walkText(a)
      return engineObject.is(a, b)
    },
  })
}

const ARGUMENTS_MAX = 65535
const engineBind = Function.prototype.bind
limit(Function.prototype, {
  apply(self, list) {
    if (list === undefined || list === null) return engineApply(this, self)
    if (!isObject(list)) return engineApply(this, self, list)
    const given = steady(list)
    const length = lengthOf(given)
    if (length > ARGUMENTS_MAX) throw new InternalError('argument list is too long')
    if (length > 8) spend(length * 8)
    return engineApply(this, self, given)
  },
  bind() {
    spend(OBJECT_BYTES + arguments.length * ELEMENT_BYTES)
    return engineApply(engineBind, this, arguments)
  },
})

const engineStringify = JSON.stringify
// Each value is charged when it is its turn, so a value that stands in many places counts in each.
const chargedReplacer = (replacer, indent) => {
  const above = []
  let depth = 0
  return function (key, value) {
    let replaced = value
    if (typeof replacer === 'function') replaced = replacer.call(this, key, value)
    walk(1)
    if (indent > 0) {
      while (depth > 0 && above[depth - 1] !== this) depth--
      spend(indent * (depth + 1))
      if (isObject(replaced)) define(above, depth++, replaced)
    }
    spend(ELEMENT_BYTES + (typeof replaced === 'string' ? replaced.length * 2 : 0) + (typeof key === 'string' ? key.length : 0))
    return replaced
  }
}
const indentOf = space => typeof space === 'string' ? Math.min(space.length, 10) : typeof space === 'number' ? Math.min(Math.max(Math.floor(space), 0), 10) || 0 : isObject(space) ? 10 : 0
const isPlain = value => !isObject(value) && typeof value !== 'function'
// The common case: a small value of plain parts. Gives how many there are, or more than PLAIN_PARTS_MAX when it is another.
const PLAIN_PARTS_MAX = 256
const plainParts = (value, budget) => {
  if (isPlain(value)) return typeof value === 'string' ? 1 + value.length / 64 : 1
  if (budget <= 0) return Infinity
  const prototype = getPrototypeOf(value)
  if (typeof value === 'function' || (prototype !== Object.prototype && prototype !== null && prototype !== Array.prototype)) return Infinity
  if (isArray(value) && value.length > budget) return Infinity
  if ('toJSON' in value) return Infinity
  let parts = 1
  for (const name of keys(value)) {
    const found = getOwnPropertyDescriptor(value, name)
    parts += found === undefined || found.get !== undefined ? Infinity : plainParts(found.value, budget - parts)
    if (parts > budget) return Infinity
  }
  return parts
}
limit(JSON, {
  stringify(value, replacer, space) {
    if (replacer === undefined && space === undefined && !isRecording && (isPlain(value) || plainParts(value, PLAIN_PARTS_MAX) <= PLAIN_PARTS_MAX)) return made(engineStringify(value))
    if (isArray(replacer)) {
      walk(replacer.length)
      return made(engineStringify(value, chargedReplacer(chosenReplacer(replacer), indentOf(space)), space))
    }
    return made(engineStringify(value, chargedReplacer(replacer, indentOf(space)), space))
  },
})
// A list of names: what an object has of them, in the order of the list.
const chosenReplacer = list => {
  const names = []
  const seen = new HarnessSet()
  for (let i = 0; i < list.length; i++) {
    const name = typeof list[i] === 'string' ? list[i] : typeof list[i] === 'number' || list[i] instanceof Number || list[i] instanceof String ? stringOf(list[i]) : undefined
    if (name === undefined || seen.has(name)) continue
    seen.add(name)
    define(names, names.length, name)
  }
  return (key, value) => {
    if (!isObject(value) || isArray(value) || value instanceof Number || value instanceof String || value instanceof Boolean) return value
    const chosen = {}
    for (let i = 0; i < names.length; i++) {
      walk(0)
      const found = value[names[i]]
      if (found !== undefined) define(chosen, names[i], found)
    }
    return chosen
  }
}
const PARSED_BYTES_PER_CHARACTER = 4
const parseOf = JSON.parse
limit(JSON, {
  parse(text, reviver) {
    const source = typeof text === 'string' ? text : stringOf(text)
    if (source.length > SHORT_CHARACTERS) {
      walk(source.length / CHARACTERS_PER_ELEMENT)
      spend(source.length * PARSED_BYTES_PER_CHARACTER)
    }
    return parseOf(source, reviver)
  },
})

for (const name of ['all', 'allSettled', 'any', 'race']) {
  const method = Promise[name]
  if (method === undefined) continue
  limit(Promise, {
    [name](source) {
      walk(0)
      return engineApply(method, this, [isIterable(source) ? countedIterable(source) : source])
    },
  })
}
// A chain of promises can go on without the function's code: each link is a step.
limitAfter(Promise, ['resolve', 'reject'], promise => {
  walk(0)
  spend(OBJECT_BYTES)
  return promise
})

// What the function's code calls around a computed name, and around what for-in goes over (prepare-source.ts).
const checkedKey = (key, written) => {
  const name = isObject(key) || typeof key === 'function' ? stringOf(key) : key
  if (name === 'constructor') needCare()
  else if (name === 'length' && written !== undefined) wideForProperties(written)
  return name
}
const listed = value => {
  spendProperties(value, ELEMENT_BYTES)
  return value
}
`
