// Every answer is one of a serial order, refusals included: pairs of calls that overlap, in every scenario.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bindRuntime, documentClient, runtime } from '../../shared/kernel/runtime.ts'
import { seeded } from '../support/seed.ts'
import { type Case, Explorer, type Finding, isChosen, lineOf, report } from './explore.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'

const wanted = process.env['PAIRS'] ?? ''
const seed = Number(process.env['SEED'] ?? 1)
const share = wanted === '' ? 0.15 : 1
const isMeant = (line: string): boolean => wanted === '' || wanted === 'all' || line.startsWith(wanted)

const before = { ...runtime() }
const restore = () => bindRuntime({ ...before, client: documentClient(inject('endpoint')) })
afterAll(restore)

describe.each(scenarios.filter(({ name }) => isMeant(name) || wanted.startsWith(name)))('$name', (scenario) => {
  let stage: Stage
  let explorer: Explorer
  beforeAll(async () => {
    stage = await Stage.open(inject('endpoint'))
    explorer = await Explorer.of(stage, scenario)
    return () => stage.close()
  })

  test('whatever overlaps, the answers and what is left are of a serial order', { timeout: 3_600_000 }, async () => {
    const found: Finding[] = []
    const began = performance.now()
    let judged = 0
    for (const pair of explorer.pairs)
      for (const one of await explorer.cases(pair)) {
        const line = lineOf(scenario.name, one)
        if (!isMeant(line) || !isChosen(line, { share, seed })) continue
        judged += 1
        const finding = await explorer.judge(one)
        if (finding) found.push(finding)
      }
    const seconds = (performance.now() - began) / 1000
    console.log(`${scenario.name}: ${explorer.pairs.length} pairs, ${judged} cases, ${explorer.runs} runs, ${seconds.toFixed(1)} s`)
    expect(found.map(report).join('\n\n'), `seed ${seed}`).toBe('')
  })
})
void seeded
export type { Case }
