// Public reads of matches: a second old without a caller, and never kept with one.

import { expect, test } from 'vitest'
import { hosted } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

test('caches may keep the reply without a caller for a second, and tell callers apart', async () => {
  const { as, path } = await hosted(world)
  for (const read of [
    (api: typeof world.api) => api.matches.getMatch({ path }),
    (api: typeof world.api) => api.matches.listMatches({}),
  ]) {
    const anonymous = await read(world.api)
    expect(anonymous.headers.get('cache-control')).toBe('public, max-age=1')
    expect(anonymous.headers.get('vary')).toBe('authorization')
  }
  const own = await as.api.matches.listMatches({})
  expect(own.headers.get('cache-control')).toBe('no-store')
  expect(own.headers.get('vary')).toBe('authorization')
  const missing = await world.api.matches.getMatch({ path: { matchId: path.matchId.replace(/.{3}$/, 'zzz') } })
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
})

test('without a caller, nothing is read strongly consistently', async () => {
  const { as, path } = await hosted(world)
  const inputs: { ConsistentRead?: boolean; RequestItems?: Record<string, { ConsistentRead?: boolean }> }[] = []
  const { send } = world.table.client
  const consistent = async (work: () => Promise<unknown>): Promise<boolean> => {
    inputs.length = 0
    Object.assign(world.table.client, {
      send: (command: { input: object }) => {
        inputs.push(command.input)
        return Reflect.apply(send, world.table.client, [command])
      },
    })
    await work()
    return inputs.some(
      ({ ConsistentRead, RequestItems = {} }) =>
        ConsistentRead || Object.values(RequestItems).some((one) => one.ConsistentRead),
    )
  }
  expect(await consistent(() => world.api.matches.getMatch({ path }))).toBe(false)
  expect(inputs.length).toBeGreaterThan(0)
  expect(await consistent(() => as.api.matches.applyToMatch({ path }))).toBe(true)
})
