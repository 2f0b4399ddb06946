import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Workers, and programs that tests start, compile what they load once, not each for itself.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url))

/** Tests that start programs as their users do: commands, servers, browsers, bundles. All others run in one process. */
const PROGRAMS = 'test/**/*.program.test.ts'
/** Tests that take a minute or more each. CI leaves them out: `npm run test:long`. */
const LONG = 'test/**/*.long.test.ts'

export default defineConfig({
  test: {
    globalSetup: 'test/support/engine.ts',
    setupFiles: 'test/support/environment.ts',
    isolate: false,
    // One fewer than the cores is the default.
    maxWorkers: 2,
    // A machine ten times slower than a laptop passes, too.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { include: ['functions/**', 'shared/**', 'infra/**'] },
    projects: [
      { extends: true, test: { name: 'rules', include: ['test/**/*.test.ts'], exclude: [PROGRAMS, LONG] } },
      // Their workers wait for the programs.
      { extends: true, test: { name: 'programs', include: [PROGRAMS], maxWorkers: 4, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'long', include: [LONG] } },
    ],
  },
})
