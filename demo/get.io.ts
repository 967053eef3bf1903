import { Agent, request } from 'node:http'

export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly durationMs: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** One request as a viewer sends it: no redirect followed, nothing decoded. */
export const get = (
  base: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const { hostname, port } = new URL(base)
    const outgoing = request({ hostname, port, path, method, headers, agent }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const flat = Object.entries(response.headers).map(
          ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
        )
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          body: Buffer.concat(chunks).toString(),
          durationMs: performance.now() - startedAt,
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
