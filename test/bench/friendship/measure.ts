// The cost of each operation on friendships in each model, at several numbers of friends.

import { randomUUID } from 'node:crypto'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { itemsOf, type Model, noSide, noTie, type Tie, turn } from './model.ts'
import { type Cost, CountedTable, nothing } from './table.ts'

export interface Row {
  readonly operation: string
  readonly friends: number
  readonly model: string
  readonly cost: Cost
}

const PAGE = 20
const GROUPS = 20
/** Half of the runs with a friend of a lower id. */
const RUNS = 4

/** As long as the product's ids are. */
const idOf = (number: number): string => `user_01m82nzvrpec88tp6n71${String(number).padStart(6, '0')}`
const groupIdOf = (number: number): string => idOf(number).replace('user', 'group')
const timeOf = (number: number): string => new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString()

export const ME = idOf(500_000)
/** Of lower ids and of higher ones in turn. */
export const friendOf = (number: number): string => idOf(number % 2 ? 600_000 + number : 400_000 + number)
export const tieWith = (number: number, groups: readonly string[] = []): Tie => ({
  ...noTie(ME, friendOf(number)),
  ...{ mine: { ...noSide, added: true, groups }, theirs: { ...noSide, added: true }, since: timeOf(number) },
})

/** @param friends of one user, all of them mutual */
export const seeded = async <T extends CountedTable>(table: T, model: Model, friends: number): Promise<T> => {
  await table.create(model.indexes)
  await table.seed(Array.from({ length: friends }, (_, number) => itemsOf(model, tieWith(number))).flat())
  return table
}

export const measure = async (client: DynamoDBDocumentClient, model: Model, friends: number): Promise<Row[]> => {
  const table = await seeded(new CountedTable(client, `friendship-${randomUUID()}`), model, friends)
  const costs = new Map<string, Cost[]>()
  const count = async (operation: string, work: () => Promise<unknown>): Promise<void> => {
    costs.set(operation, [...(costs.get(operation) ?? []), await table.spent(work)])
  }
  const groups = Array.from({ length: GROUPS }, (_, number) => groupIdOf(number))
  for (let run = 0; run < RUNS; run += 1) {
    const [other, now] = [friendOf(friends + run), timeOf(friends + run)]
    const turns = (me: string, added: boolean, counted?: boolean) =>
      turn(model, table, { me, other: me === ME ? other : ME, added, now }, counted)
    await count('add', () => turns(ME, true))
    await count('add back', () => turns(other, true))
    await count('end, they stay', () => turns(ME, false))
    await count('end, the last', () => turns(other, false))
    await table.seed(itemsOf(model, tieWith(friends + run, groups)))
    await count(`end, in ${GROUPS} groups`, () => turns(ME, false))
    await turns(other, false)
    await count('add, uncounted', () => turns(ME, true, false))
    await turns(ME, false, false)
    await count('are we friends', () => model.look(table, ME, friendOf(run)))
    await count(`first ${PAGE}, by time`, () => model.page(table, ME, PAGE))
    await count('whole list', () => model.all(table, ME))
  }
  return [...costs].map(([operation, each]) => ({ operation, friends, model: model.name, cost: mean(each) }))
}

const mean = (costs: readonly Cost[]): Cost => {
  const of = (unit: keyof Cost): number => costs.reduce((sum, cost) => sum + cost[unit], 0) / costs.length
  return Object.fromEntries(Object.keys(nothing).map((unit) => [unit, of(unit as keyof Cost)])) as unknown as Cost
}
