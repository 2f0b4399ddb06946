// An audit that stops after every page and goes on from a checkpoint has the verdict of one that runs through.

import { beforeAll, expect, test } from 'vitest'
import { invariants } from '#functions/rulebook.ts'
import { audit, auditFrom, type Checkpoint, type Report } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import type { Item } from '#kernel/data/condition.ts'
import { Sums } from '#kernel/data/sums.ts'
import type { TestTable } from '#kit/testing/table.ts'
import { copyOf, seedItems } from '#test/bench/clones.ts'
import { faults } from '#test/bench/faults.ts'
import { freshTable } from '#test/support/table.ts'
import { home } from '#test/support/world.ts'

let seed: Item[] = []
beforeAll(async () => {
  seed = await seedItems()
})

const findings = ({ violations }: Report): string[] =>
  violations.map(({ module, rule, where }) => `${module}.${rule} ${where}`)
const asked = { invariants, clock: Date.now, pause: async () => {} }

/** Runs of a few pages each, with checkpoints as JSON between them. */
const inRuns = async (
  { client, name: tableName }: TestTable,
  pages: number,
): Promise<{ report: Report; runs: number }> => {
  let from: Checkpoint | undefined
  for (let runs = 1; ; runs += 1) {
    let left = pages
    const ended = await auditFrom({
      ...asked,
      source: tableSource({ client, tableName, page: 23 }),
      from,
      isOver: () => {
        left -= 1
        return left <= 0
      },
    })
    if ('finishedAt' in ended) return { report: ended, runs }
    from = JSON.parse(JSON.stringify(ended))
  }
}

test.each([1, 3, 10])('with %d pages a run', async (pages) => {
  const table = await freshTable(home())
  for (const [at, fault] of faults.entries()) await table.store(fault.plant(copyOf(seed, at)))
  const whole = await audit({ ...asked, client: table.client, tableName: table.name })
  const { report, runs } = await inRuns(table, pages)
  expect(runs).toBeGreaterThan(5)
  expect(findings(report)).toEqual(findings(whole))
  expect(report.itemCount).toBe(whole.itemCount)
  for (const { breaks } of faults)
    expect(
      findings(report).some((one) => one.startsWith(`${breaks} `)),
      breaks,
    ).toBe(true)
})

test('a sound table takes one pass, in any number of runs', async () => {
  const table = await freshTable(home())
  await table.store([...copyOf(seed, 1), ...copyOf(seed, 2)])
  const { report } = await inRuns(table, 2)
  expect(findings(report)).toEqual([])
  expect(report.itemCount).toBe(2 * seed.length)
})

test('a checkpoint of other invariants begins anew', async () => {
  const table = await freshTable(home())
  await table.store(copyOf(seed, 1))
  const source = tableSource({ client: table.client, tableName: table.name })
  const first = await auditFrom({ ...asked, source, isOver: () => true })
  if ('finishedAt' in first) throw new Error('it did not stop')
  const stale = { ...first, rules: ['of.another'], itemCount: 5000 }
  const ended = await auditFrom({ ...asked, source, from: stale })
  expect(ended).toMatchObject({ itemCount: seed.length, violations: [] })
})

test('sums are zero for what balances, and only then; they are kept as text', () => {
  const subjects = Array.from({ length: 20_000 }, (_, at) => `3 transfer_${at}: 500 from a to b`)
  const sums = new Sums(7)
  for (const subject of subjects) sums.add(subject, 1)
  const kept = new Sums(7, String(sums))
  for (const subject of subjects.toReversed()) kept.add(subject, -1)
  expect(kept.unbalanced).toEqual([])
  kept.add('3 one more', 1)
  expect(kept.unbalanced).toEqual([kept.bucketOf('3 one more')])
  // Two of one side are not one of each.
  kept.add('3 one more', 1)
  expect(kept.unbalanced).toHaveLength(1)
  // Subjects spread evenly.
  const counts = Map.groupBy(subjects, (subject) => sums.bucketOf(subject))
  expect(counts.size).toBeGreaterThan(7000)
  expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThan(20)
})
