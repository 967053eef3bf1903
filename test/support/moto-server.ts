import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'

/** An S3 of another make, where it is installed. */
export const hasMotoServer = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Starts `moto_server` and answers when it does. */
export const startMotoServer = async (): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const port = await freePort()
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Running on')) resolve()
    })
    child.on('close', () => reject(new Error('moto_server ended before it listened')))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
