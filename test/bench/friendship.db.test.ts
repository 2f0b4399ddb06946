// Both models of a friendship answer alike, and differ in what the decision for one of them names.

import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { seeded as seededRandom } from '#infra/simulation/seeded.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { twoEdges } from './friendship/edges.ts'
import { refusal, shown } from './friendship/late.ts'
import { friendOf, ME, measure, seeded, tieWith } from './friendship/measure.ts'
import { itemsOf, turn } from './friendship/model.ts'
import { oneRecord } from './friendship/record.ts'
import { CountedTable } from './friendship/table.ts'

const FRIENDS = 10
const models = [oneRecord, twoEdges]
const client = documentClient(inject('endpoint'))

test('the same operations lead to the same answers', async () => {
  const random = seededRandom(seedOfRun)
  const tables = await Promise.all(
    models.map((model) => seeded(new CountedTable(client, `friendship-${randomUUID()}`), model, FRIENDS)),
  )
  const pick = (): string => friendOf(Math.floor(random() * (FRIENDS + 5)))
  for (let step = 0; step < 60; step += 1) {
    const [friend, mine, added] = [pick(), random() < 0.5, random() < 0.5]
    const [me, other] = mine ? [ME, friend] : [friend, ME]
    const now = new Date(Date.UTC(2026, 5, 1) + step * 1000).toISOString()
    const answers = await Promise.all(
      models.map(async (model, at) => {
        const table = tables[at] as CountedTable
        await turn(model, table, { me, other, added, now })
        return Promise.all([
          model.look(table, me, other),
          model.look(table, other, me),
          model.page(table, ME, 5),
          model.all(table, ME),
          model.all(table, friend),
        ])
      }),
    )
    expect(answers[0], `seed ${seedOfRun}, step ${step}`).toEqual(answers[1])
  }
})

test.each(models)('$name: a former friend is in no group', async (model) => {
  const table = await seeded(new CountedTable(client, `friendship-${randomUUID()}`), model, 1)
  const other = friendOf(1)
  await table.seed(itemsOf(model, tieWith(1, ['group_1', 'group_2'])))
  const members = () => table.query({ pk: `FRIENDS#${ME}`, begins: 'MEMBER#' })
  expect(await members()).toHaveLength(2)
  await turn(model, table, { me: ME, other, added: false, now: '2026-11-23T00:00:00.000Z' })
  expect(await members()).toEqual([])
  expect((await model.load(table, ME, other)).mine.groups).toEqual([])
  expect(await model.look(table, other, ME)).toMatchObject({ added: true, addedBack: false })
})

test('one record is written for less, two edges show the whole list as it is', async () => {
  const [record, edges] = await Promise.all(models.map((model) => measure(client, model, FRIENDS)))
  const cost = (rows: typeof record, operation: string) => rows?.find((row) => row.operation === operation)?.cost
  expect(cost(record, 'add')).toMatchObject({ written: 2, write: 6, trips: 2 })
  expect(cost(edges, 'add')).toMatchObject({ written: 3, write: 8, trips: 2 })
  expect(cost(edges, 'end, in 20 groups')).toMatchObject({ written: 43, trips: 2 })

  const late = async (model: typeof oneRecord) =>
    (await shown(client, model)).filter(({ read, right }) => read === 'whole list' && !right)
  expect(await late(twoEdges)).toEqual([])
  expect((await late(oneRecord)).map(({ write, lower }) => [write, lower])).toEqual([
    ['I add', true],
    ['they add back', true],
    ['I end', true],
  ])
  expect(await refusal(client, oneRecord)).toContain('ValidationException')
})
