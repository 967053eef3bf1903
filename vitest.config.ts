import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Isolation costs five to seven times the run time on two cores; files that hold process-wide state belong to the second project.
    projects: [
      {
        // What the examples of the documentation import, from the sources.
        resolve: { alias: { 'edge-understudy': fileURLToPath(new URL('rehearsal/index.ts', import.meta.url)) } },
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', 'dist/**', 'test/stage/**'],
          pool: 'threads',
          isolate: false,
          // Under load a test with thousands of generated cases needs more than the default; none waits for time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'stage',
          include: ['test/stage/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
