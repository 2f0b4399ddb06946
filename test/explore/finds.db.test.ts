// The explorer can fail: each kind of mistake, planted in what transactions say, is found in a pair that it concerns.

import { afterEach, expect, test } from 'vitest'
import { type Bounds, Explorer, type Finding } from './explore.ts'
import { report } from './report.ts'
import { scenarios } from './scenarios.ts'
import { type Member, Stage } from './stage.ts'

let stage: Stage | undefined
afterEach(() => stage?.close())

type Planted = (members: readonly Member[]) => readonly Member[]
interface Race {
  readonly scenario: string
  readonly first: string
  readonly second: string
  readonly keys?: 'one'
}

const found = async (
  { scenario: name, first, second, keys = 'no' as never }: Race,
  planted: Planted,
  bounds: Partial<Bounds> = {},
): Promise<readonly Finding[]> => {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`there is no scenario ${name}`)
  stage = await Stage.open()
  const opened = stage
  try {
    const explorer = await Explorer.of(opened, scenario)
    const pair = { first, second, keys }
    const limits = { faults: false, most: 2000, findings: 1, ...bounds }
    const { findings, cut } = await explorer.walk(pair, limits, async (run) => {
      opened.tampers = planted
      return run().finally(() => {
        opened.tampers = (members) => members
      })
    })
    expect(cut).toBe(0)
    return findings
  } finally {
    opened.close()
    stage = undefined
  }
}

const keyOf = ({ Put, Update, Delete, ConditionCheck }: Member): string => {
  const { pk, sk } = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {}
  return `${pk?.S}|${sk?.S}`
}

/** The same members, without conditions on such items. What names only a condition is left out with it. */
const unconditional =
  (items: RegExp): Planted =>
  (members) =>
    members.map((member) => {
      if (!items.test(keyOf(member))) return member
      const { Put, Update, Delete } = member
      if (Put) return { Put: { TableName: Put.TableName, Item: Put.Item } }
      if (Delete) return { Delete: { TableName: Delete.TableName, Key: Delete.Key } }
      return Update ? { Update: withoutCondition(Update) } : member
    })

const withoutCondition = ({ ConditionExpression: _, ...update }: NonNullable<Member['Update']>) => {
  const used = (name: string): boolean => new RegExp(`${name}\\b`).test(update.UpdateExpression ?? '')
  const kept = <T>(all: Record<string, T> = {}) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => used(name)))
  const [names, values] = [kept(update.ExpressionAttributeNames), kept(update.ExpressionAttributeValues)]
  const { ExpressionAttributeNames: _n, ExpressionAttributeValues: _v, ...rest } = update
  return {
    ...rest,
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  }
}

/** The same members without the second of such items. */
const withoutSecond =
  (items: RegExp): Planted =>
  (members) => {
    const [, second] = members.filter((member) => items.test(keyOf(member)))
    return members.filter((member) => member !== second)
  }

const nothing: Planted = (members) => members

test.each<[string, Race, Planted]>([
  [
    'a check before the write instead of a condition in it',
    { scenario: 'an account', first: 'ann withdraws all', second: 'ann withdraws all' },
    unconditional(/^ACCOUNT#/),
  ],
  [
    'a companion that is left out',
    { scenario: 'friends', first: 'ann adds bob', second: 'ann leaves bob' },
    withoutSecond(/\|EDGE#/),
  ],
  [
    'a receipt that does not come first',
    { scenario: 'an account', first: 'ann deposits', second: 'ann deposits', keys: 'one' },
    unconditional(/^RECEIPT#/),
  ],
  [
    'a read that is trusted after it is stale',
    { scenario: 'a session', first: 'the current token', second: 'ann logs out' },
    unconditional(/\|SESSION#/),
  ],
  [
    'a job that acts twice',
    { scenario: 'a lapsed hold', first: 'the sweeper', second: 'the sweeper' },
    unconditional(/^MATCH#/),
  ],
])('%s is found, with the shortest history', async (_, race, planted) => {
  expect(report(await found(race, nothing))).toBe('')
  const began = performance.now()
  const [finding] = await found(race, planted)
  expect(performance.now() - began).toBeLessThan(60_000)
  // Of all histories, with nothing left out.
  const all = await found(race, planted, { findings: Number.POSITIVE_INFINITY, isWhole: true })
  const alike = all.filter(({ why }) => why === finding?.why)
  expect(finding?.steps.length).toBe(Math.min(...alike.map(({ steps }) => steps.length)))
  expect(report(finding ? [finding] : [])).toContain(`${race.first} / ${race.second}`)
})
