import { benchRunaways } from './runaways.io.ts'
import { benchServing } from './serve.io.ts'
import { benchStartup } from './startup.io.ts'

const isQuick = process.argv.includes('--quick')
/** Only the way to the origin, against a bare reverse proxy. */
const isMissOnly = process.argv.includes('--miss')

if (!isMissOnly) await benchStartup(isQuick ? 1 : 5)
await benchServing(isQuick ? 1 : 5, isQuick ? 1 : 3, isMissOnly ? 'proxy' : undefined)
if (!isMissOnly) await benchRunaways(isQuick ? 2 : 5)
