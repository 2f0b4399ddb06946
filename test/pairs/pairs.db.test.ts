// Every answer is one of a serial order, refusals included: pairs of calls that overlap, in every scenario, with a fault besides.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bindRuntime, documentClient, runtime } from '../../shared/kernel/runtime.ts'
import { seeded } from '../support/seed.ts'
import { accepted } from './accepted.ts'
import { type Case, Explorer, type Finding, isChosen, lineOf, report } from './explore.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'

/** `all`, or how the line of a case begins: `one seat / ann applies / ann withdraws / 1`. Unset: some of all, by SEED. */
const wanted = process.env['PAIRS'] ?? ''
const seed = Number(process.env['SEED'] ?? 1)
/** Of the cases without a fault, and of the pairs with one. */
const share = wanted === '' ? { whole: 0.15, troubled: 0.05 } : { whole: 1, troubled: 1 }
const LONG_MS = 3_600_000

const isWanted = (line: string): boolean => wanted === '' || wanted === 'all' || line.startsWith(wanted)
const isMeant = (line: string, of: number): boolean => isWanted(line) && isChosen(line, { share: of, seed })

const before = { ...runtime() }
afterAll(() => bindRuntime({ ...before, client: documentClient(inject('endpoint')) }))

const meant = scenarios.filter(({ name }) => isWanted(name) || wanted.startsWith(`${name} /`))

describe.each(meant)('$name', (scenario) => {
  let stage: Stage
  let explorer: Explorer
  beforeAll(async () => {
    stage = await Stage.open(inject('endpoint'))
    explorer = await Explorer.of(stage, scenario)
    return () => stage.close()
  })

  const judged = async (what: string, cases: readonly Case[]): Promise<void> => {
    const [runs, began] = [explorer.runs, performance.now()]
    const found: Finding[] = []
    for (const one of cases) {
      const finding = await explorer.judge(one)
      if (finding && !accepted(finding)) found.push(finding)
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (wanted !== '')
      console.log(
        `${scenario.name}, ${what}: ${cases.length} cases, ${explorer.runs - runs} runs, ${seconds} s\n${report(found)}`,
      )
    expect(report(found), `seed ${seed}`).toBe('')
  }

  test('whatever overlaps, the answers and what is left are of a serial order', { timeout: LONG_MS }, async () => {
    const cases: Case[] = []
    for (const pair of explorer.pairs)
      for (const one of await explorer.cases(pair))
        if (isMeant(lineOf(scenario.name, one), share.whole)) cases.push(one)
    await judged('whole', cases)
  })

  test('so they are where a call to the store fails besides', { timeout: LONG_MS }, async () => {
    const random = seeded(seed)
    const cases: Case[] = []
    for (const pair of explorer.pairs) {
      const one = await explorer.troubled(pair, random)
      if (isMeant(lineOf(scenario.name, one), share.troubled)) cases.push(one)
    }
    await judged('with a fault', cases)
  })
})
