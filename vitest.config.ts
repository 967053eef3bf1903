import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Isolation costs five to seven times the run time on two cores; files that hold process-wide state belong to the second project.
    projects: [
      {
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
