import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/engine.ts',
    setupFiles: 'test/support/environment.ts',
    isolate: false,
    // One fewer than the cores is the default; half of the tests wait for processes of their own.
    maxWorkers: 2,
    // A machine ten times slower than a laptop passes, too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { include: ['functions/**', 'shared/**', 'infra/**'] },
  },
})
