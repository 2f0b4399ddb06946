// Reads of a plan that its transaction does not check, for every write: each has its reason in a list.

import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { prepared } from '#kit/testing/call.ts'
import { examples } from '#test/examples/api.ts'
import type { Undemanded } from '#test/examples/example.ts'
import { cases, send } from '#test/support/call.ts'
import { useWorld } from '#test/support/world.ts'
import { idsChanged, idsRead, idsWritten } from './wire.ts'

const world = useWorld()
const { pause } = runtime()
afterEach(() => world.fails(undefined))
afterAll(() => bindRuntime({ pause }))

/** Such as MATCH/SEAT. */
const kindOf = (id: string): string => id.replace(/^([A-Z_]+)#[^|]*\|([A-Z]+(#[A-Z]+)?).*$/, '$1/$2')
/** What is written about a call, and is no effect of it. An operator's read alone is recorded without a condition on what is shown. */
const isTrace = (id: string): boolean => /^(RECEIPT|TRY|ACTION)#/.test(id)

/** Runs the work. @returns the kinds of items that plans read but their transactions do not name */
const unnamed = async (work: () => Promise<unknown>): Promise<string[]> => {
  const kinds = new Set<string>()
  let read: string[] = []
  world.fails((command, _, input) => async (go) => {
    const answer = await go()
    if (command === 'TransactWriteItems') {
      const written = idsWritten(input)
      // A call without changes checks nothing but its caller; its reply is a read.
      if (!idsChanged(input).every(isTrace))
        for (const id of read) if (!written.includes(id) && !isTrace(id)) kinds.add(kindOf(id))
      read = []
    } else read.push(...idsRead(input, answer.output))
    return answer
  })
  await work()
  world.fails(undefined)
  return [...kinds].sort()
}

describe('every item that a plan reads is named by its transaction, or has its reason', () => {
  const met = new Set<string>()
  const reasons = new Map<string, string>(
    Object.entries<{ readonly undemanded?: Undemanded }>(examples).flatMap(([module, { undemanded = {} }]) =>
      Object.entries(undemanded).flatMap(([name, kinds]) =>
        Object.entries(kinds).map(([kind, reason]) => [`${module}.${name} ${kind}`, reason] as const),
      ),
    ),
  )
  test.each(cases)('$name', async ({ name, endpoint, example }) => {
    const sent = { key: 'demands', ...prepared(await example(world)) }
    const found = (await unnamed(() => send(endpoint, sent))).map((kind) => `${name} ${kind}`)
    for (const one of found) met.add(one)
    expect(
      found.filter((one) => !reasons.has(one)),
      `put a condition on it into the transaction (check() in shared/kernel/data/write.ts), or its reason under undemanded in test/examples/${endpoint.module}.ts`,
    ).toEqual([])
  })
  test('no reason is given for what is not read', () => {
    expect([...reasons.keys()].filter((one) => !met.has(one))).toEqual([])
  })
})
