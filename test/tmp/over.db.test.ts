// Prints over-budget endpoints.
import { test } from 'vitest'
import { useWorld } from '#test/support/world.ts'
import { costs } from '#test/bench/costs.ts'
const world = useWorld()
test('over', async () => {
  for (const { name, budget, success } of await costs(world)) {
    const over = (['trips', 'read', 'write'] as const).filter((unit) => success[unit] > budget[unit])
    if (over.length > 0 || /Calendar|MyMatches|Campaign|listFriends|listMembers|StatementFile|Chatroom|TestPlan|markTask|postMessage|listBillings/.test(name)) console.log('OVER', name, JSON.stringify(budget), JSON.stringify({trips: success.trips, read: success.read, write: success.write}))
  }
})
