import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Workers, and programs that tests start, compile what they load once, not each for itself.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url))

/** Tests that start programs as their users do: commands, servers, browsers, bundles. All others run in one process. */
const PROGRAMS = 'test/**/*.program.test.ts'
/** Tests that take a minute or more each. CI leaves them out: `npm run test:long`. */
const LONG = 'test/**/*.long.test.ts'

/** Files of ten seconds to half a minute each, the longest first. */
const LONGEST = [
  ...['bundle/functions', 'explore/explore', 'races/hot', 'cloud/deployments', 'simulation/storms'],
  ...['faults/deaths', 'simulation/crowd', 'generated/contracts', 'faults/doubt'],
]
/** Begins with the longest files, so that none of them is left to one worker at the end. All others stand as ever. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.includes(`/${name}.`))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    globalSetup: 'test/support/engine.ts',
    setupFiles: 'test/support/environment.ts',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
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
