/** Each method is text of its own, so that the engine below can compile it as if it stood in the function. */
const walkOf = (name: string, cost: string, bytes: string): string => String.raw`
const engine_${name} = engineList.${name}
limit(Array.prototype, {
  ${name}(first, second) {
    if (isFilled(this)) {
      const { length } = this
      walk(${cost})${bytes}
      return engine_${name}(this, first, second)
    }
    const list = steady(this)
    const length = lengthOf(list)
    if (length > FILLED_ELEMENTS_MAX && isObject(list)) return byKeys.${name}(list, length, first, second)
    walk(${cost})${bytes}
    return engine_${name}(list, first, second)
  },
})`

const FILLED_WALKS = [
  ...['forEach', 'some', 'every', 'find', 'findIndex', 'filter'].map(name => walkOf(name, 'length', '')),
  walkOf('map', 'length', '; spend(OBJECT_BYTES + ELEMENT_BYTES * length)'),
  ...['indexOf', 'includes'].map(name => walkOf(name, 'compareCost(first, length)', '')),
].join('')

/**
 * The array methods, whose time grows with a length that costs nothing to write down: each element is a sixteenth of a step. Where an array
 * is longer than memory could fill, the methods that leave holes out go by its keys (`walks-by-keys.ts`).
 */
export const GUEST_LIMITED_LISTS = String.raw`
const FILLED_ELEMENTS_MAX = 131072
const toLength = value => {
  const length = Math.trunc(+value)
  return length > 0 ? Math.min(length, Number.MAX_SAFE_INTEGER) : 0
}
const hasLengthGetter = object => {
  for (let holder = object; holder !== null; holder = getPrototypeOf(holder)) {
    const found = getOwnPropertyDescriptor(holder, 'length')
    if (found !== undefined) return found.get !== undefined
  }
  return false
}
// A length that a getter of the function gives is asked for once: the second answer may be another.
const steady = list => {
  if (isArray(list) || !(isObject(list) || typeof list === 'function') || isView(list) || !hasLengthGetter(list)) return list
  const length = toLength(list.length)
  return new HarnessProxy(list, { get: (target, key) => (key === 'length' ? length : target[key]) })
}
const { isView } = ArrayBuffer
const lengthOf = list => (list === undefined || list === null ? 0 : isArray(list) ? list.length : toLength(list.length))

// The engine below lays out memory for a length that it is told; not when the array was longer before.
const LONGEST = 4294967295
const wide = value => {
  if (!isArray(value)) return value
  const { value: length, writable } = getOwnPropertyDescriptor(value, 'length')
  if (!writable) return value
  walk(length)
  value.length = LONGEST
  value.length = length
  return value
}
const emptyOf = length => {
  const list = []
  if (length > FILLED_ELEMENTS_MAX) list.length = LONGEST
  list.length = length
  return list
}

const { unshift: engineUnshift, splice: engineSplice, concat: engineConcat } = Array.prototype
const engineList = {}
for (const name of getOwnPropertyNames(Array.prototype)) {
  if (typeof Array.prototype[name] === 'function' && name !== 'constructor') engineList[name] = uncurried(Array.prototype[name])
}
// Beyond what memory could fill, or no array.
const isFilled = list => isArray(list) && list.length <= FILLED_ELEMENTS_MAX
const compareCost = (wanted, length) => length * (1 + lengthOfText(wanted) / 1024)
${FILLED_WALKS}
limit(Array.prototype, {
  lastIndexOf(wanted, from) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    if (length > FILLED_ELEMENTS_MAX && isObject(list)) return lastIndexByKeys(list, length, wanted, arguments.length < 2 ? length - 1 : from)
    walk(compareCost(wanted, length))
    return arguments.length < 2 ? engineList.lastIndexOf(list, wanted) : engineList.lastIndexOf(list, wanted, from)
  },
  reduce(callback, initial) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    if (length > FILLED_ELEMENTS_MAX && isObject(list)) return reducedByKeys(list, length, callback, false, arguments)
    walk(length)
    return arguments.length < 2 ? engineList.reduce(list, callback) : engineList.reduce(list, callback, initial)
  },
  reduceRight(callback, initial) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    if (length > FILLED_ELEMENTS_MAX && isObject(list)) return reducedByKeys(list, length, callback, true, arguments)
    walk(length)
    return arguments.length < 2 ? engineList.reduceRight(list, callback) : engineList.reduceRight(list, callback, initial)
  },
  join(separator) {
    const list = isArray(this) ? this : steady(this)
    return joined(list, separator)
  },
  toString() {
    return isArray(this) ? joined(this, undefined) : engineList.toString(this)
  },
  reverse() {
    const list = isArray(this) ? this : steady(this)
    walk(lengthOf(list))
    return engineList.reverse(list)
  },
  shift() {
    const list = isArray(this) ? this : steady(this)
    // A short array is moved by the engine below without a look at its elements.
    walk(lengthOf(list) / 8)
    return engineList.shift(list)
  },
  unshift() {
    const list = isArray(this) ? this : steady(this)
    walk(lengthOf(list) / 8)
    spend(arguments.length * ELEMENT_BYTES)
    return engineApply(engineUnshift, list, arguments)
  },
  splice(start, count) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    walk(length)
    spend(OBJECT_BYTES + arguments.length * ELEMENT_BYTES)
    const removed = engineApply(engineSplice, list, arguments)
    if (isArray(removed)) spend(removed.length * ELEMENT_BYTES)
    return removed
  },
  slice(start, end) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    const from = placeIn(start, 0, length)
    const count = Math.max(0, placeIn(end, length, length) - from)
    walk(count)
    spend(OBJECT_BYTES + count * ELEMENT_BYTES)
    return engineList.slice(list, from, from + count)
  },
  concat() {
    const list = isArray(this) ? this : isObject(this) ? steady(this) : this
    let length = isObject(list) ? lengthOf(list) : 1
    for (let i = 0; i < arguments.length; i++) length += isObject(arguments[i]) ? lengthOf(arguments[i]) : 1
    walk(length)
    spend(OBJECT_BYTES + length * ELEMENT_BYTES)
    return engineApply(engineConcat, list, arguments)
  },
  fill(value, start, end) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    const from = placeIn(start, 0, length)
    const count = Math.max(0, placeIn(end, length, length) - from)
    spend(count * ELEMENT_BYTES)
    walk(count)
    return engineList.fill(list, value, from, from + count)
  },
  copyWithin(target, start, end) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    walk(length)
    spend(length * ELEMENT_BYTES)
    return engineList.copyWithin(list, target, start, end)
  },
  sort(compare) {
    const list = isArray(this) ? this : steady(this)
    const length = lengthOf(list)
    walk(length)
    if (length > FEW_ELEMENTS) walk(sortCost(list, length, compare))
    return engineList.sort(list, compare)
  },
})
const placeIn = (value, fallback, length) => {
  if (value === undefined) return fallback
  const place = Math.trunc(+value) || 0
  return place < 0 ? Math.max(0, place + length) : Math.min(place, length)
}
const FEW_ELEMENTS = 64
const sortCost = (list, length, compare) => {
  let cost = length
  if (compare === undefined && length <= FILLED_ELEMENTS_MAX) for (let i = 0; i < length; i++) cost += isArray(list) && typeof list[i] === 'string' ? list[i].length / 256 : 1
  return cost * Math.log2(length)
}
// A few texts and nothing else, as nearly always: nothing of the function is called.
const areFewTexts = list => {
  if (!isArray(list) || list.length > FEW_ELEMENTS) return false
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== 'string') return false
  return true
}
// Arrays in arrays: the engine below goes as deep as they do, and what it calls at the bottom would stand at the end of its stack.
const NESTED_JOINS_MAX = 200
let nestedJoins = 0
const joined = (list, separator) => {
  if ((typeof separator === 'string' || separator === undefined) && areFewTexts(list)) return joinedOnce(list, separator)
  if (nestedJoins >= NESTED_JOINS_MAX) outOfStack()
  nestedJoins++
  try {
    return joinedOnce(list, separator)
  } finally {
    nestedJoins--
  }
}
// Parts are charged as they are read. Getters and methods of the function are asked by the engine below alone.
const joinedOnce = (list, separator) => {
  const length = lengthOf(list)
  walk(length)
  const text = typeof separator === 'string' ? separator : separator === undefined ? ',' : stringOf(separator)
  let characters = Math.max(0, length - 1) * text.length
  if (isArray(list) && length <= FILLED_ELEMENTS_MAX) {
    for (let i = 0; i < length; i++) {
      const found = list[i]
      if (typeof found === 'string') characters += found.length
    }
  }
  if (characters > SHORT_CHARACTERS) spend(characters)
  return engineList.join(list, text)
}

// Iterables of the function may never end, and their next may be a built-in, where no step is counted.
const countedIterable = source => {
  const iterate = source[Symbol.iterator]
  return {
    [Symbol.iterator]: () => {
      const iterator = iterate.call(source)
      const counted = {
        next: () => {
          walk(0)
          spend(ELEMENT_BYTES)
          return iterator.next()
        },
      }
      if (isObject(iterator) && typeof iterator.return === 'function') counted.return = () => iterator.return()
      return counted
    },
  }
}
const isIterable = value => value !== undefined && value !== null && typeof value[Symbol.iterator] === 'function'
const listFor = (source, bytesPerElement) => {
  if (isIterable(source)) return countedIterable(source)
  if (!isObject(source)) return source
  const list = steady(source)
  const length = lengthOf(list)
  spend(length * bytesPerElement)
  walk(length)
  return list
}
if (Array.from !== undefined) {
  const engineFrom = uncurried(Array.from)
  limit(Array, {
    from(source, callback, self) {
      return engineFrom(this, listFor(source, ELEMENT_BYTES), callback, self)
    },
  })
}
// Constructors of the engine that take a length, as the function's own code calls them (prepare-source.ts).
const guardedTypes = {}
const guard = (name, make) => {
  const Type = realGlobal[name]
  guardedTypes[name] = make(Type)
  defineProperty(guardedTypes[name], 'name', { value: name })
  defineProperty(guardedTypes[name], 'length', { value: Type.length })
  guardedTypes[name].prototype = Type.prototype
  if (host.redirects) {
    for (const own of ownKeys(Type)) if (!hasOwn(guardedTypes[name], own)) defineProperty(guardedTypes[name], own, getOwnPropertyDescriptor(Type, own))
    defineProperty(Type.prototype, 'constructor', { value: guardedTypes[name] })
    if (hasOwn(engine, name)) engine[name] = guardedTypes[name]
  }
}
guard('Array', Type => function Array(length) {
  if (arguments.length === 1 && typeof length === 'number' && length > FILLED_ELEMENTS_MAX && length <= LONGEST && Math.trunc(length) === length) return emptyOf(length)
  spend(OBJECT_BYTES + (arguments.length === 1 ? (length > 0 ? length * 8 : 0) : arguments.length * ELEMENT_BYTES))
  return engineApply(Type, undefined, arguments)
})
guard('ArrayBuffer', Type => function ArrayBuffer(length) {
  if (new.target === undefined) return Type(length)
  const sizeBytes = +length
  if (sizeBytes > 0 && sizeBytes <= VIEW_BYTES_MAX) spend(sizeBytes + OBJECT_BYTES)
  return new Type(sizeBytes)
})
// Above it the engine refuses the length itself.
const VIEW_BYTES_MAX = 4294967295
const VIEW_NAMES = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array']
for (const name of VIEW_NAMES) {
  guard(name, Type => {
    const bytes = Type.BYTES_PER_ELEMENT
    return function TypedArray(source, offset, length) {
      if (new.target === undefined) return Type(source)
      spend(OBJECT_BYTES)
      if (source instanceof ArrayBuffer) return new Type(source, offset, length)
      if (isObject(source)) {
        if (!isView(source)) return new Type(listFor(source, bytes))
        walk(lengthOf(source))
        spend(lengthOf(source) * bytes)
        return new Type(source)
      }
      const size = +source
      if (size > 0 && size <= VIEW_BYTES_MAX) spend(size * bytes)
      return arguments.length === 0 ? new Type() : new Type(size)
    }
  })
}
const engineSlice = uncurried(ArrayBuffer.prototype.slice)
limit(ArrayBuffer.prototype, {
  slice(start, end) {
    if (this instanceof ArrayBuffer) spend(OBJECT_BYTES + this.byteLength)
    return engineSlice(this, start, end)
  },
})
const viewBytes = view => (isView(view) ? view.byteLength : 0)
for (const name of getOwnPropertyNames(TypedArray.prototype)) {
  const { value: method } = getOwnPropertyDescriptor(TypedArray.prototype, name)
  if (typeof method !== 'function' || name === 'constructor' || name === 'toString') continue
  const makes = name === 'map' || name === 'slice' || name === 'filter'
  const isLight = name === 'subarray' || name === 'values' || name === 'keys' || name === 'entries'
  limit(TypedArray.prototype, {
    [name](first) {
      const sizeBytes = viewBytes(this)
      if (!isLight) walk(name === 'sort' ? sizeBytes * 8 : name === 'set' ? lengthOf(first) : sizeBytes)
      if (makes) spend(OBJECT_BYTES + sizeBytes)
      if (name === 'join') {
        const separator = first === undefined ? ',' : stringOf(first)
        spend(sizeBytes * (8 + separator.length))
        return engineApply(method, this, [separator])
      }
      return engineApply(method, this, arguments)
    },
  })
}
if (TypedArray.from !== undefined) {
  const engineFrom = uncurried(TypedArray.from)
  limit(TypedArray, {
    from(source, callback, self) {
      return engineFrom(this, listFor(source, 8), callback, self)
    },
  })
}
`
