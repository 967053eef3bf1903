/** Finds the handler in the code of a function (LAE-74). */
export const GUEST_HANDLER = String.raw`
const { pathToFileURL } = require('node:url')

const nodeMajor = Number(/\d+/.exec(settings.runtime))

// On Lambda the code lies in /var/task.
const asOnLambda = text => text.split(settings.taskRoot).join('/var/task')
const thrownText = error => {
  if (!(error instanceof Error)) return 'thrown: ' + format(error)
  const isFrame = line => /^ {4}at /.test(line) && !line.includes(__filename)
  const frames = String(error.stack).split('\n').filter(isFrame)
  return asOnLambda([error.name + ': ' + error.message, ...frames.slice(0, 5)].join('\n'))
}

const failure = (name, message) => Object.assign(new Error(message), { name })

const exportAt = (module, path) => path.reduce((value, step) => value?.[step], module)
const exportNames = module => {
  const names = [module, module.default].flatMap(value => (Object(value) === value ? Object.keys(value) : []))
  return [...new Set(names)].filter(name => name !== 'default' && name !== 'module.exports')
}

const loadHandler = async () => {
  const { file, exportName } = settings
  const module = await import(pathToFileURL(file).href)
  const path = exportName.split('.')
  const handler = exportAt(module, path) ?? exportAt(module.default, path)
  if (typeof handler !== 'function') {
    const what = handler === undefined ? 'undefined or not exported' : 'not a function'
    const names = exportNames(module)
    const exported = names.length === 0 ? 'nothing' : names.join(', ')
    throw failure('Runtime.HandlerNotFound', settings.handler + ' is ' + what + '; the file exports ' + exported)
  }
  if (handler.length > 2 && nodeMajor >= 24) {
    const what = 'the handler takes a callback, which ' + settings.runtime + ' no longer supports: make it async'
    throw failure('Runtime.CallbackHandlerDeprecated', what)
  }
  return handler
}
`
