// Eventually consistent reads: only where a deployment asks for them, and only of requests that write nothing.

import { afterEach, expect, test } from 'vitest'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => {
  world.fails(undefined)
  bindRuntime({ readsEventually: false })
})

/** How the reads of the work are sent, each way once. */
const consistencyOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const found = new Set<string>()
  world.fails((command, _, input) => {
    for (const [, said] of JSON.stringify(input).matchAll(/"ConsistentRead":(true|false)/g))
      found.add(`${command} ${said}`)
    return undefined
  })
  await work()
  return [...found].sort()
}

test('a request that only reads is eventual if the deployment says so', async () => {
  const { as, path } = await accountHolder(world)
  const look = () => as.api.wallet.getAccount({ path }).then(ok)
  const consistent = await consistencyOf(look)
  expect(consistent.length).toBeGreaterThan(0)
  expect(consistent.join()).not.toContain('false')
  bindRuntime({ readsEventually: true })
  expect(await consistencyOf(look)).toEqual(consistent.map((one) => one.replace('true', 'false')))
})

test('a request that writes is never eventual', async () => {
  const { as, path } = await accountHolder(world)
  bindRuntime({ readsEventually: true })
  const body = { amount: 1, information: '' }
  expect(await consistencyOf(() => as.api.wallet.deposit({ path, key: 'k', body }).then(ok))).toEqual(['GetItem true'])
})
