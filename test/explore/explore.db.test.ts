// A share of what `npm run explore` walks: a sample of all pairs, and that every two calls that write meet somewhere.

import { describe, expect, test } from 'vitest'
import { seeded } from '#infra/simulation/seeded.ts'
import { acceptedBy } from './accepted.ts'
import { Explorer } from './explore.ts'
import { everyPair, metPairs } from './page.ts'
import { nameOf, report } from './report.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'

const seed = Number(process.env['SEED'] ?? 1)
/** The parts of all pairs that are walked, of a wide scenario fewer, and those that are walked with each fault. */
const SHARE = { walked: 0.05, ofWide: 0.02, withFaults: 0.003 }

/** Where the explorer found defects that are mended: always walked, with each fault. */
const KEPT: ReadonlySet<string> = new Set([
  // Two guards refused at once, after a conflict: `busy` after five seconds, where it was `account-exists`.
  'an account / cho opens one / cho opens one',
  'a session / eve registers / another eve registers',
  'groups / ann opens Chess / ann renames Futsal',
  // The second call trusted the receipt that had refused its transaction, and told a wrong password instead of the reply.
  'a session / ann changes her password / ann changes her password under one key',
  // Two operators locked each other out; an access token moved money after its session had ended.
  'authority / one locks two / two locks one',
  'authority / ann moves money elsewhere / ann ends the others',
  // A sweep that began before the cancellation took the match out of the queue of cancelled ones.
  'a moved match / ann cancels it / the sweeper',
  // A delivery was sent again to an endpoint that had been disabled meanwhile.
  'a town / an operator disables the endpoint / an operator retries',
])

const entries: (readonly [string, string])[] = []
const names = new Set<string>()

describe.each(scenarios)('$name', (scenario) => {
  test('any order of steps equals a serial order', async () => {
    const stage = await Stage.open()
    try {
      const explorer = await Explorer.of(stage, scenario)
      const drawn = seeded(seed)
      for (const pair of explorer.pairs) {
        entries.push([explorer.act(pair.first).entry, explorer.act(pair.second).entry])
        const draw = drawn()
        names.add(nameOf(scenario.name, pair))
        const isKept = KEPT.has(nameOf(scenario.name, pair))
        if (draw > (scenario.isWide ? SHARE.ofWide : SHARE.walked) && !isKept) continue
        // With a fault, two calls of many steps in the town have thousands of histories: `npm run explore` walks them.
        const isFaulty = !scenario.isWide && draw < SHARE.withFaults
        const bounds = { faults: isKept || isFaulty, most: 8000, findings: 1 }
        const { findings, cut } = await explorer.walk(pair, bounds)
        const unknown = findings.filter((one) => acceptedBy(one) === undefined)
        expect(report(unknown), `seed ${seed}`).toBe('')
        expect(cut, `${nameOf(scenario.name, pair)} has more histories than the limit`).toBe(0)
      }
    } finally {
      stage.close()
    }
  })
})

/** It reads the whole table with a client of its own; what it writes, only it and the request for it read. */
const APART = ['ops.auditTable']

test('the pairs that are always walked exist', () => {
  expect([...KEPT].filter((one) => !names.has(one))).toEqual([])
})

test('every two calls that write meet in a scenario', () => {
  const met = metPairs(entries.map((pair) => ({ entries: pair })))
  const missing = everyPair().filter((pair) => !met.has(pair) && !APART.some((one) => pair.split(' ').includes(one)))
  expect(missing, 'add an act to test/explore/town.ts').toEqual([])
})
