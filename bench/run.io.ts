import { benchRunaways } from './runaways.io.ts'
import { benchServing } from './serve.io.ts'
import { benchStartup } from './startup.io.ts'

const isQuick = process.argv.includes('--quick')

await benchStartup(isQuick ? 1 : 5)
await benchServing(isQuick ? 1 : 5, isQuick ? 1 : 3)
await benchRunaways(isQuick ? 2 : 5)
