// Calls of users and sessions, one that succeeds for every endpoint.

import { users } from '#functions/users/contract.ts'
import type { Shows } from '#kit/testing/call.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration, type User, type World } from '#test/support/people.ts'
import { number } from '#test/support/prepared.ts'
import { type Examples, holds, type Refusals, type Scenarios, type Undemanded, type Unmissed } from './example.ts'

const canRefresh = async (world: World, refreshToken: unknown): Promise<boolean> =>
  (await world.api.users.refreshTokens({ body: { refreshToken: String(refreshToken) } })).ok
const refreshed = async (world: World, refreshToken: string): Promise<string> =>
  ok(await world.api.users.refreshTokens({ body: { refreshToken } })).refreshToken
const signsIn =
  (world: World): Shows =>
  (reply) =>
    canRefresh(world, reply['refreshToken'])
const showsMe =
  ({ api }: User): Shows =>
  async (reply) =>
    JSON.stringify(ok(await api.users.getMe({}))) === JSON.stringify(reply)
/** Both counts of wrong passwords, that of the address and that of the address with the name. */
const counted = (world: World) => async (): Promise<boolean> => {
  const counts = (await world.table.items()).filter(({ pk }) => String(pk).startsWith('ATTEMPT#'))
  return counts.length === 2 && counts.every(({ count }) => count === 1)
}

export const examples: Examples<typeof users> = {
  register: async () => ({ body: registration(`example_${number()}`) }),
  createTokens: async (world) => {
    const { username } = await world.register()
    return { body: { username, password: PASSWORD }, shows: signsIn(world) }
  },
  refreshTokens: async (world) => ({
    body: { refreshToken: (await world.register()).refreshToken },
    shows: signsIn(world),
  }),
  logout: async (world) => {
    const { refreshToken } = await world.register()
    return { body: { refreshToken }, shows: async () => !(await canRefresh(world, refreshToken)) }
  },
  getMe: async (world) => ({ as: await world.register() }),
  updateMe: async (world) => {
    const as = await world.register()
    return { as, body: { firstName: 'Sora' }, shows: showsMe(as) }
  },
  getUser: async (world) => ({ as: await world.stranger(), path: { userId: (await world.register()).userId } }),
}

export const refusals: Refusals<typeof users> = {
  register: async (world) => {
    const { username } = await world.register()
    return { body: { ...registration(username), email: `${username}@elsewhere.example` } }
  },
  createTokens: async (world) => ({ body: { username: (await world.register()).username, password: 'wrong' } }),
  refreshTokens: async () => ({ body: { refreshToken: 'nonsense' } }),
}

export const scenarios: Scenarios = {
  'updateMe of everything': async (world) => {
    const as = await world.register()
    const body = { firstName: 'Sora', email: 'sora@example.com', password: 'another one', currentPassword: PASSWORD }
    const shows: Shows = async (reply) =>
      [await showsMe(as)(reply), await canRefresh(world, as.refreshToken)].every(Boolean)
    return { endpoint: users.updateMe, as, body, shows }
  },
  'createTokens with a wrong password': async (world) => {
    const body = { username: 'nobody', password: 'wrong' }
    return { endpoint: users.createTokens, body, shows: counted(world) }
  },
  'updateMe with a wrong password': async (world) => {
    const body = { email: 'sora@example.com', currentPassword: 'wrong' }
    return { endpoint: users.updateMe, keyless: true, as: await world.register(), body, shows: counted(world) }
  },
  'refreshTokens in another tab': async (world) => {
    const { refreshToken } = await world.register()
    const given = await refreshed(world, refreshToken)
    const shows: Shows = async (reply) => reply['refreshToken'] !== given && (await signsIn(world)(reply))
    return { endpoint: users.refreshTokens, body: { refreshToken }, shows }
  },
  'refreshTokens of a sibling': async (world) => {
    const { refreshToken } = await world.register()
    const older = await refreshed(world, refreshToken)
    const retired = await refreshed(world, refreshToken)
    const shows: Shows = async (reply) => {
      // A retired token ends nothing; a token that was spent before the last one ends the session.
      if (await canRefresh(world, retired)) return false
      const next = await refreshed(world, String(reply['refreshToken'])).catch(() => undefined)
      if (!next || (await canRefresh(world, older))) return false
      return !(await canRefresh(world, next))
    }
    return { endpoint: users.refreshTokens, body: { refreshToken: older }, shows }
  },
}

const attempts = {
  'ConditionCheck ATTEMPT#PAIR/ATTEMPT': holds('fewAttempts'),
  'ConditionCheck ATTEMPT#ADDRESS/ATTEMPT': holds('fewAttempts'),
}
const epoch = { 'ConditionCheck USER/USER': holds('currentEpoch') }
export const unmissed: Unmissed = {
  createTokens: { ...attempts, 'ConditionCheck USER/USER': holds('unchangedUser') },
  'createTokens with a wrong password': { 'ConditionCheck USERNAME/USERNAME': holds('freeUsername') },
  refreshTokens: epoch,
  'refreshTokens in another tab': epoch,
  'refreshTokens of a sibling': epoch,
  'updateMe of everything': attempts,
  'updateMe with a wrong password': { 'ConditionCheck USER/USER': holds('unchangedUser') },
}

export const undemanded: Undemanded = {
  createTokens: { 'USERNAME/USERNAME': 'A username belongs to the same user for good.' },
  updateMe: { 'USER/SESSION': 'Only a change of the password looks at the session, and then demands it.' },
}
