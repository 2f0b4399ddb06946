// Every reply equals that of a serial order, refusals included: overlapping pairs of calls in every scenario, with faults.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { home } from '#test/support/world.ts'
import { acceptedBy, list } from './accepted.ts'
import { type Case, drawing, Explorer, type Finding, lineOf, type Pair, report } from './explore.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'

/** `all`, or the beginning of a case's line: `one seat / ann applies / ann withdraws / 1`. Unset: a sample by SEED. */
const wanted = process.env['PAIRS'] ?? ''
const seed = Number(process.env['SEED'] ?? 1)
/** The pairs that are explored at every position, and those that are tried once with a fault. */
const share = wanted === '' ? { whole: 0.03, troubled: 0.02 } : { whole: 1, troubled: 1 }
const LONG_MS = 3_600_000

const isWanted = (line: string): boolean => wanted === '' || wanted === 'all' || line.startsWith(wanted)
const met = new Set<unknown>()

const before = { ...runtime() }
afterAll(() => bindRuntime({ ...before, client: documentClient(inject('endpoint')) }))

const meant = scenarios.filter(({ name }) => isWanted(name) || wanted.startsWith(`${name} /`))

describe.each(meant)('$name', (scenario) => {
  let stage: Stage
  let explorer: Explorer
  beforeAll(async () => {
    stage = await Stage.open(home())
    explorer = await Explorer.of(stage, scenario)
    return () => stage.close()
  })

  const judged = async (what: string, all: readonly Case[]): Promise<void> => {
    const cases = all.filter((one) => isWanted(lineOf(scenario.name, one)))
    const [runs, began] = [explorer.runs, performance.now()]
    const found: Finding[] = []
    for (const one of cases) {
      const finding = await explorer.judge(one)
      const reason = finding && acceptedBy(finding)
      met.add(reason)
      if (!finding || reason) continue
      found.push(finding)
      if (wanted !== '') console.log(report([finding]))
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (wanted !== '')
      console.log(
        `${scenario.name}, ${what}: ${cases.length} cases, ${explorer.runs - runs} runs, ${found.length} findings, ${seconds} s`,
      )
    expect(report(found), `seed ${seed}`).toBe('')
  }

  const drawn = ({ first, second, keys }: Pair, what: string) =>
    drawing([what, scenario.name, first, second, keys].join(' / '), seed)
  const chosen = (of: number, what: string): Pair[] => explorer.pairs.filter((pair) => drawn(pair, what)() < of)

  test('answers and final state of any overlap equal a serial order', { timeout: LONG_MS }, async () => {
    const cases: Case[] = []
    for (const pair of chosen(share.whole, 'whole')) cases.push(...(await explorer.cases(pair)))
    await judged('whole', cases)
  })

  test('so they are where a call to the store fails besides', { timeout: LONG_MS }, async () => {
    const cases: Case[] = []
    for (const pair of chosen(share.troubled, 'troubled'))
      cases.push(await explorer.troubled(pair, drawn(pair, 'fault')))
    await judged('with a fault', cases)
  })
})

test.runIf(wanted === 'all')('nothing is accepted that is not found', () => {
  expect(list.filter((one) => !met.has(one))).toEqual([])
})
