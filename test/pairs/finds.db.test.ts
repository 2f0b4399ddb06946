// The explorer can fail: with a part of the kernel or a condition disabled, it finds the consequences.

import { afterAll, expect, inject, test } from 'vitest'
import { guard as chat } from '#domain/chat/guards.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { guard as wallet } from '#domain/wallet/guards.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { without } from '#kit/testing/counterexample.ts'
import { home } from '#test/support/world.ts'
import { Explorer, type Finding } from './explore.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'

const before = { ...runtime() }
afterAll(() => bindRuntime({ ...before, client: documentClient(inject('endpoint')) }))

/** All findings with the second act inside the first. */
const found = async (name: string, first: string, second: string): Promise<Finding[]> => {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`there is no scenario ${name}`)
  const stage = await Stage.open(home())
  try {
    const explorer = await Explorer.of(stage, scenario)
    const findings: Finding[] = []
    for (const one of await explorer.cases({ first, second, keys: 'no' })) {
      const finding = await explorer.judge(one)
      if (finding) findings.push(finding)
    }
    return findings
  } finally {
    await stage.close()
  }
}

const withoutAll = <T>([keeper, ...others]: readonly Keeper[], run: () => Promise<T>): Promise<T> =>
  keeper ? without(keeper, () => withoutAll(others, run)) : run()

test('a message that demands nothing about the plan it found misses that the plan was deleted', async () => {
  /** The checks that a message has always made. */
  const old = ['nextMessage', 'notEarlier', 'nextPlan']
  const demands = Object.values(chat).filter(({ kind, name }: Keeper) => kind === 'expectation' && !old.includes(name))
  const race = ['a room with a plan', 'ann asks for a plan', 'ann deletes the plan'] as const
  const skewed = await withoutAll(demands, () => found(...race))
  expect(skewed.map(({ outcome }) => outcome.said['ann asks for a plan'])).toContainEqual(
    expect.stringContaining('"testPlan":null'),
  )
})

test('an account whose entries expect nothing of it loses an update', async () => {
  const race = ['an account', 'ann deposits', 'ann withdraws all'] as const
  expect(await found(...race)).toEqual([])
  const expectations = Object.values(wallet).filter(({ kind }) => kind === 'expectation')
  const lost = await withoutAll(expectations, () => found(...race))
  expect(lost.map(({ why }) => why)).toContainEqual(expect.stringContaining('the audit says'))
})

test('a cancellation that expects nothing of the status of its match misses that the host cancelled it', async () => {
  const race = ['a billing paid in cash', 'ann cancels', 'the host cancels'] as const
  expect(await found(...race)).toEqual([])
  const missed = await without(matches.sameStatus, () => found(...race))
  expect(missed.map(({ why }) => why)).toContainEqual(expect.stringContaining('no serial order'))
})
