// An audit tells of items that this edition does not know: of an unknown kind, or of a version of the future.

import { expect, test } from 'vitest'
import { invariants } from '#functions/rulebook.ts'
import { isKnown } from '#functions/spaces.ts'
import { audit, auditFrom, type Checkpoint, edition, type Violation } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import { seedItems } from '#test/bench/clones.ts'
import { freshTable } from '#test/support/table.ts'
import { home } from '#test/support/world.ts'

const asked = { invariants, isKnown, clock: Date.now, pause: async () => {} }

test('each kind and version is told once, with a place, and a known item is not', async () => {
  const table = await freshTable(home())
  const items = await seedItems()
  await table.store(items)
  const strangers = [
    { pk: 'NONSENSE#1', sk: 'NONSENSE' },
    { pk: 'NONSENSE#2', sk: 'NONSENSE' },
    { pk: 'USER#user_1', sk: 'WHAT#1' },
    { pk: 'RECEIPT#a#b#c', sk: 'RECEIPT', times: 1, firstAt: 1, writtenAt: 1, schemaVersion: 2 },
    { pk: 'JOB#matches.sweepSeats', sk: 'RUN', lastRunAt: '2026-11-26T09:00:00.000Z' },
  ]
  await table.store(strangers)
  const { client, name: tableName } = table
  const ofEdition = (all: readonly Violation[]) => all.filter(({ rule }) => rule === edition.rule)
  const { violations: all, itemCount } = await audit({ ...asked, client, tableName })
  const violations = ofEdition(all)
  expect(itemCount).toBe(items.length + strangers.length)
  expect(violations.map(({ where }) => where)).toEqual([
    'NONSENSE NONSENSE',
    'RECEIPT RECEIPT, schemaVersion 2',
    'USER WHAT',
  ])
  expect(violations.map(({ partitions }) => partitions?.length)).toEqual([1, 1, 1])

  let from: Checkpoint | undefined
  for (;;) {
    const source = tableSource({ client, tableName, page: 20 })
    const ended = await auditFrom({ ...asked, source, from, isOver: () => true })
    if ('finishedAt' in ended) {
      expect(ofEdition(ended.violations).map(({ where }) => where)).toEqual(violations.map(({ where }) => where))
      break
    }
    from = JSON.parse(JSON.stringify(ended))
  }
})
