/**
 * What a function writes, in Lambda's format: console lines with time, request id and level, everything else as it is. All of it goes to
 * the standard streams, in the order in which it was written; a mark at the end of each invocation says that there is no more of it.
 */
export const GUEST_OUTPUT = String.raw`
const { writeSync } = require('node:fs')
const { format } = require('node:util')

let requestId = 'undefined'
const STDOUT = 1
const STDERR = 2

const write = (stream, text) => {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest))
    } catch (error) {
      // The pipe is full and the function has made it non-blocking: its reader will have room again. Closed: nobody to tell.
      if (error.code !== 'EAGAIN') return
    }
  }
}
const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' }
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...parts) => {
    const message = format(...parts).replace(/\n/g, '\r')
    write(STDOUT, [new Date().toISOString(), requestId, level, message].join('\t') + '\n')
  }
}
const markEnd = mark => {
  for (const stream of [STDOUT, STDERR]) write(stream, '\n\x1d' + mark + '\n')
}
`
