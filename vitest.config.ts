import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Only for what hangs: a machine that is busy with something else must not make a test fail.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores, one PostgreSQL and sometimes a browser: more workers only make them wait for each other.
    maxWorkers: 2,
  },
})
