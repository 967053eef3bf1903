import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Body } from './body.ts'
import { BufferedBody, StreamedBody, sendBody, type Delivery } from './bytes.io.ts'

/** A server that sends one body to one viewer; `left` decides whether it waits until the viewer has gone. */
const serving = (protocol: 'http/1.1' | 'h2', body: Body, left: Promise<unknown> | undefined) => {
  let settle: (delivery: Delivery) => void = () => {}
  const delivery = new Promise<Delivery>(resolve => {
    settle = resolve
  })
  const answer = async (response: Writable, closed: Promise<unknown>): Promise<void> => {
    if (left !== undefined) await closed
    settle(await sendBody(body, response))
  }
  const server: Server =
    protocol === 'h2'
      ? createHttp2Server((request, response) => void answer(response, once(request.stream, 'close')))
      : createServer((request, response) => void answer(response, once(request.socket, 'close')))
  return { server, delivery }
}

const streamed = (): StreamedBody => {
  const body = new StreamedBody()
  body.push(Buffer.from('programme'))
  setImmediate(() => body.end())
  return body
}

const bodies = [
  { kind: 'buffered', make: () => BufferedBody.ofText('programme') },
  { kind: 'streamed', make: streamed },
]
const cases = bodies.flatMap(body => (['http/1.1', 'h2'] as const).map(protocol => ({ ...body, protocol })))

test.each(cases)('a viewer over $protocol gets a $kind body', async ({ protocol, make }) => {
  const { server, delivery } = serving(protocol, make(), undefined)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const received = protocol === 'h2' ? readOverHttp2(port) : readOverHttp1(port)
  expect(await received).toBe('programme')
  expect(await delivery).toBe('delivered')
  server.close()
})

test.each(cases)('a viewer over $protocol that left before its $kind body is noticed', async ({ protocol, make }) => {
  const left = Promise.resolve()
  const { server, delivery } = serving(protocol, make(), left)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  if (protocol === 'h2') leaveOverHttp2(port)
  else leaveOverHttp1(port)
  expect(await delivery).toBe('sink-closed')
  server.close()
})

const readOverHttp1 = async (port: number): Promise<string> => {
  const request = get({ port, host: '127.0.0.1', agent: false })
  const [response] = await once(request, 'response')
  return text(response)
}

const readOverHttp2 = async (port: number): Promise<string> => {
  const session = connect(`http://127.0.0.1:${port}`)
  const received = await text(session.request())
  session.close()
  return received
}

const leaveOverHttp1 = (port: number): void => {
  const request = get({ port, host: '127.0.0.1', agent: false })
  request.on('error', () => {})
  request.once('finish', () => setImmediate(() => request.destroy()))
}

const leaveOverHttp2 = (port: number): void => {
  const session = connect(`http://127.0.0.1:${port}`)
  const stream = session.request()
  stream.on('error', () => {})
  stream.once('close', () => session.close())
  stream.once('ready', () => setImmediate(() => stream.close(8)))
}
