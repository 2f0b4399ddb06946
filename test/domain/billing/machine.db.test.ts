// The billing state machine is complete, and the writes follow it: an event that a state does not allow changes nothing.

import { describe, expect, test } from 'vitest'
import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { type Event, machine, play, statesTaking, transition } from '#domain/billing/machine.ts'
import { type State, states } from '#domain/billing/schema.ts'
import { advance, takes } from '#domain/billing/writes.ts'
import { commit } from '#kernel/commit/commit.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import type { Write } from '#kernel/data/write.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { readyBilling } from '#test/support/billing.ts'
import { freshTable } from '#test/support/table.ts'
import { home } from '#test/support/world.ts'

const events = [...new Set(machine.map(({ event }) => event))] as Event[]
const pairs = states.flatMap((state) => events.map((event) => ({ state, event })))
const misfits = pairs.filter(({ state, event }) => !transition(state, event))

/** The shortest way from the beginning to each state. */
const ways = (): Map<State, Event[]> => {
  const found = new Map<State, Event[]>([['READY', []]])
  for (const [state, way] of found)
    for (const { event, next } of machine.filter((one) => one.state === state))
      if (!found.has(next)) found.set(next, [...way, event])
  return found
}

test('every state is reached, and no event leads to two', () => {
  expect([...ways().keys()].sort()).toEqual([...states].sort())
  expect(new Set(machine.map(({ state, event }) => `${state} ${event}`)).size).toBe(machine.length)
  for (const [state, way] of ways()) expect(play(way)).toBe(state)
})

test('every state but the last ones is left again', () => {
  for (const state of states)
    expect(
      machine.some((one) => one.state === state),
      state,
    ).toBe(true)
})

test('nothing follows from what has no place, nor from anything after it', () => {
  expect(misfits.length).toBeGreaterThan(100)
  for (const { state, event } of misfits) {
    const way = ways().get(state) ?? []
    expect(play([...way, event]), `${state} ${event}`).toBeUndefined()
    expect(play([...way, event, 'begin'])).toBeUndefined()
    expect(() => advance(readyBilling({ status: state }), event, { now: '2026-11-22T09:00:00.000Z' })).toThrow(
      `The state ${state} has no transition for ${event}.`,
    )
  }
})

describe('on the engine', async () => {
  const table = await freshTable(home())
  const attempt = async (write: Write): Promise<string> => {
    let ticks = 0
    const world = {
      ...runtime(),
      tableName: table.name,
      elapsed: () => 1000 * ticks++,
      pause: async () => {},
    }
    const store = new Store(table.client, table.name)
    try {
      await commit({ store, world, precedence: [], plan: async () => ({ writes: [write], value: undefined }) })
      return 'committed'
    } catch (error) {
      if (error instanceof Problem) return error.kind.code
      throw error
    }
  }
  const at = (status: State, version = 0): BillingItem =>
    readyBilling({ status, events: ways().get(status) ?? [], version })

  test.each(events)('%s is refused in every state that does not take it, and changes nothing', async (event) => {
    for (const state of states.filter((one) => !transition(one, event))) {
      const there = stored(Billing.key('billing'), at(state, 1))
      await table.store([there])
      for (const believed of statesTaking(event)) {
        // Of the same version, as no two states can be: the guard of the state refuses all the same.
        const asked = advance(at(believed, 1), event, { now: '2026-11-22T09:00:00.000Z' }, takes(event))
        expect(await attempt(asked), `${event} in ${state}`).toBe('billing-state')
        // As it was read before another request changed it.
        expect(
          await attempt(advance(at(believed), event, { now: '2026-11-22T09:00:00.000Z' })),
          `${event} in ${state}`,
        ).toBe('busy')
      }
      expect(await table.items()).toEqual([there])
    }
  })
})
