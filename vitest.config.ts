import { defineConfig } from 'vitest/config'

/** Tests that start programs as their users do: commands, servers, browsers, bundles. All others run in one process. */
const PROGRAMS = 'test/**/*.program.test.ts'
/** Tests that take a minute or more each. CI leaves them out: `npm run test:long`. */
const LONG = 'test/**/*.long.test.ts'

export default defineConfig({
  test: {
    globalSetup: 'test/support/engine.ts',
    setupFiles: 'test/support/environment.ts',
    isolate: false,
    // One fewer than the cores is the default; half of the tests wait for processes of their own.
    maxWorkers: 2,
    // A machine ten times slower than a laptop passes, too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { include: ['functions/**', 'shared/**', 'infra/**'] },
    projects: [
      { extends: true, test: { name: 'rules', include: ['test/**/*.test.ts'], exclude: [PROGRAMS, LONG] } },
      { extends: true, test: { name: 'programs', include: [PROGRAMS] } },
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
  },
})
