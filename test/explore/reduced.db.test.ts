// What the explorer leaves out changes nothing: the runs that it saves end as others do.

import { describe, expect, test } from 'vitest'
import { canonicalJson } from '#kernel/data/json.ts'
import { type Bounds, Explorer, type Pair } from './explore.ts'
import { scenarios } from './scenarios.ts'
import { type Outcome, Stage } from './stage.ts'

/** The ends of all runs of a pair, walked whole and walked as ever. */
const endsOf = async (name: string, pair: Pair) => {
  const stage = await Stage.open()
  try {
    const scenario = scenarios.find((one) => one.name === name)
    if (!scenario) throw new Error(`there is no scenario ${name}`)
    const explorer = await Explorer.of(stage, scenario)
    let ends = new Set<string>()
    const run = stage.run.bind(stage)
    stage.run = async (acts, how) => {
      const outcome = await run(acts, how)
      if (outcome) ends.add(canonicalJson(outcome))
      return outcome
    }
    const walk = async (bounds: Bounds) => {
      ends = new Set()
      const walked = await explorer.walk(pair, bounds)
      return { ends: [...ends].sort(), ...walked }
    }
    // What they are compared with is run once.
    await walk({ ...BOUNDS, faults: false })
    return { whole: await walk({ ...BOUNDS, isWhole: true }), reduced: await walk(BOUNDS) }
  } finally {
    stage.close()
  }
}

const BOUNDS = { faults: true, most: 20_000, findings: 1 }

describe('a run that comes to a known state ends as another run from there did', () => {
  test.each<[string, Pair]>([
    ['one seat', { first: 'ann withdraws', second: 'bob applies', keys: 'no' }],
    ['an account', { first: 'ann withdraws all', second: 'ann withdraws more', keys: 'no' }],
    ['an account', { first: 'ann deposits', second: 'ann deposits', keys: 'one' }],
    ['friends', { first: 'ann adds bob', second: 'ann leaves bob', keys: 'own' }],
  ])('%s', async (name, pair) => {
    const { whole, reduced } = await endsOf(name, pair)
    expect([reduced.cut, whole.cut, reduced.isApart]).toEqual([0, 0, undefined])
    // Whether they are apart is found by runs of each beside nothing.
    const both = reduced.ends.filter((end) => !('nothing' in (JSON.parse(end) as Outcome).said))
    expect(both.filter((end) => !whole.ends.includes(end)).length, 'ends that no whole walk has').toBe(0)
    expect(whole.ends.filter((end) => !reduced.ends.includes(end)).length, 'ends that are left out').toBe(0)
    expect(reduced.histories).toBeLessThan(whole.histories)
  })
})

test('acts that touch nothing in common end in every order as they do alone', async () => {
  const pair: Pair = { first: 'cho opens one', second: 'bob withdraws hers', keys: 'no' }
  const { whole, reduced } = await endsOf('an account', pair)
  expect([reduced.isApart, whole.isApart, whole.cut]).toEqual([true, undefined, 0])
  const said = (ends: readonly string[], actor: string) =>
    new Set(ends.map((end) => (JSON.parse(end) as Pick<Outcome, 'said'>).said[actor]))
  for (const actor of [pair.first, pair.second])
    expect([...said(whole.ends, actor)].filter((one) => !said(reduced.ends, actor).has(one))).toEqual([])
})
