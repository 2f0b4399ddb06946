// Calls of operations, one that succeeds for every endpoint.

import type { ops } from '#functions/ops/contract.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type World } from '#test/support/people.ts'
import type { Examples } from './example.ts'

export const examples: Examples<typeof ops> = {
  getHealth: async () => ({}),
  getOpenApi: async () => ({}),
  getDocs: async () => ({}),
  getDocsScript: async () => ({ query: { version: '1' } }),
  getRoot: async () => ({}),
  getProblem: async () => ({ path: { code: 'insufficient-balance' } }),
  getInvariants: async (world) => ({ as: await world.stranger('OPERATOR') }),
  requestAudit: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: async () => (await world.table.items()).some(({ sk }) => sk === 'REQUEST'),
  }),
  lockUser: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { username, userId } = user
    const shows = async () => {
      const refused = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
      return refused.code === 'account-locked' && (await isRecorded(world, 'ops.user.locked', userId))
    }
    return { as, path: { userId }, body: { reason: 'reported' }, shows }
  },
  unlockUser: async (world) => {
    const [as, user] = [await world.stranger('OPERATOR'), await world.register()]
    const { username, userId } = user
    ok(await as.api.ops.lockUser({ path: { userId }, body: { reason: 'reported' } }))
    const shows = async () => {
      const { ok: isIn } = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
      return isIn && (await isRecorded(world, 'ops.user.unlocked', userId))
    }
    return { as, path: { userId }, body: { reason: 'a mistake' }, shows }
  },
  listActions: async (world) => ({ as: await world.stranger('OPERATOR') }),
}

/** Whether an operator's deed is on record. */
export const isRecorded = async (world: World, what: string, subject: string) =>
  (await world.table.items()).some((item) => item['what'] === what && item['subject'] === subject)
