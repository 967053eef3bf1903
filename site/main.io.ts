/** `node dist/site/main.io.js [--port 3000] [--control-port 3001]`: the site alone, without an edge in front of it. */
import { parseArgs } from 'node:util'
import { startSite } from './server.io.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '3000' }, 'control-port': { type: 'string', default: '3001' } },
})

try {
  const site = await startSite({ port: Number(values.port), controlPort: Number(values['control-port']) })
  console.error(`site     ${site.url}`)
  console.error(`control  ${site.controlUrl}/__site/fault and /__site/counters`)
  process.once('SIGINT', () => void site.close())
} catch (error) {
  console.error(`✘ ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
