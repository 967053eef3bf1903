import { checksFor } from './checks.io.ts'
import { openDemoStage, type FallbackMode } from './demo-stage.io.ts'

const MODES: readonly FallbackMode[] = ['error-pages', 'origin-response', 'origin-group']

/** `npm run demo:check`: every promise on the running stage, in every mode, with the figures seen. Exit status 1 when one does not hold. */
let failed = 0
for (const mode of MODES) {
  console.log(`\nFallbackMode=${mode}`)
  const demo = await openDemoStage(mode)
  for (const { name, run } of checksFor(mode)) {
    await demo.reset()
    try {
      console.log(`  ✔ ${name}\n      ${await run(demo)}`)
    } catch (error) {
      failed++
      console.log(`  ✘ ${name}\n      ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await demo.close()
}
process.exit(failed === 0 ? 0 : 1)
