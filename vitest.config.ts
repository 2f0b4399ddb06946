import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/engine.ts',
    setupFiles: 'test/support/environment.ts',
    isolate: false,
    // One fewer than the cores is the default; half of the tests wait for processes of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ['functions/**', 'shared/**', 'infra/**'] },
  },
})
