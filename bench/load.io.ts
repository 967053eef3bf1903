import { connect } from 'node:net'

/**
 * The load generator, a process of its own on another core: keep-alive connections over plain sockets, one request at a time on each.
 * Usage: node load.io.js PORT CONNECTIONS SECONDS REQUESTS HEADERS-JSON PATH PERIOD-MS. Prints one JSON object. With a period each
 * connection asks that often; a request that waited for the answer before it counts from when it was due.
 */
const [, , port = '0', connections = '1', seconds = '1', limit = '0', headers = '{}', path = '/', period = '0'] =
  process.argv
const periodMs = Number(period)

const fields = Object.entries(JSON.parse(headers) as Record<string, string>).map(
  ([name, value]) => `${name}: ${value}\r\n`,
)
const text = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${fields.join('')}\r\n`
/** `%n` in the path or in a header stands for the number of the request: no two requests are alike. */
const isVaried = text.includes('%n')
const sameRequest = Buffer.from(text)
// Another run asks for other things.
let asked = Date.now() * 1_000
const nextRequest = (): Buffer => (isVaried ? Buffer.from(text.replace('%n', String(++asked))) : sameRequest)
const HEAD_END = Buffer.from('\r\n\r\n')

let answers = 0
let failures = 0
const requestLimit = Number(limit) === 0 ? Number.POSITIVE_INFINITY : Number(limit)
const stopAt = performance.now() + Number(seconds) * 1000
const latenciesMs: number[] = []

const isOver = (): boolean => performance.now() >= stopAt || answers >= requestLimit

/** One connection: counts an answer when as many body bytes as announced have arrived. */
const open = (): Promise<void> =>
  new Promise(resolve => {
    const socket = connect(Number(port), '127.0.0.1')
    let missing = -1
    let head: Buffer = Buffer.alloc(0)
    let sentAt = 0
    let dueAt = performance.now() + Math.random() * periodMs
    const send = (since: number): void => {
      sentAt = since
      socket.write(nextRequest())
    }
    const ask = (): void => {
      const now = performance.now()
      if (isOver()) socket.end()
      else if (periodMs === 0) send(now)
      else {
        if (dueAt > now) setTimeout(() => send(performance.now()), dueAt - now)
        else send(dueAt)
        dueAt += periodMs
      }
    }
    socket.setNoDelay(true)
    socket.on('connect', ask)
    socket.on('data', chunk => {
      let rest: Buffer = chunk
      if (missing === -1) {
        head = head.length === 0 ? rest : Buffer.concat([head, rest])
        const end = head.indexOf(HEAD_END)
        if (end === -1) return
        const answerHead = head.toString('latin1', 0, end)
        if (!answerHead.startsWith('HTTP/1.1 200')) failures++
        missing = Number(/content-length: (\d+)/i.exec(answerHead)?.[1] ?? 0)
        rest = head.subarray(end + 4)
        head = Buffer.alloc(0)
      }
      missing -= rest.length
      if (missing > 0) return
      missing = -1
      answers++
      if (periodMs > 0 || answers % 16 === 0) latenciesMs.push(performance.now() - sentAt)
      ask()
    })
    socket.on('error', () => failures++)
    socket.on('close', () => resolve())
  })

const startedAt = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, open))
latenciesMs.sort((a, b) => a - b)
const quantile = (q: number): number => latenciesMs[Math.floor(latenciesMs.length * q)] ?? 0
process.stdout.write(
  `${JSON.stringify({ answers, failures, seconds: (performance.now() - startedAt) / 1000, p50Ms: quantile(0.5), p99Ms: quantile(0.99) })}\n`,
)
