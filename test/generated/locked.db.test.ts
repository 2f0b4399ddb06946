// A user whom an operator has locked out: the access token that is still valid moves no money and begins nothing that others see.

import { describe, expect, test } from 'vitest'
import { User } from '#domain/users/items.ts'
import { prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()

const ENDS = 'It ends or gives up what the caller has, and begins nothing.'
const OWN = 'It changes what the caller alone sees.'
const BOUGHT = 'The seats were reserved before the lock. A caller who pays gets them, and a refund goes to the payer.'
const FRIEND = 'It changes how the caller and a friend get along. The friend can block the caller.'
/** Writes of a locked user that are answered, each with its reason. */
const ANSWERED = new Map<string, string>([
  ...['cancelBilling', 'cancelTopup', 'beginPayment', 'confirmBilling', 'refreshBilling'].map(
    (name) => [`billing.${name}`, BOUGHT] as const,
  ),
  ...['changeTestPlan', 'markTask', 'renameChatroom', 'createTestPlan', 'postMessage', 'deleteChatroom'].map(
    (name) => [`chat.${name}`, OWN] as const,
  ),
  ['chat.deleteTestPlan', OWN],
  ...['addMember', 'renameGroup', 'openGroup', 'deleteGroup', 'removeMember', 'requestImageUpload'].map(
    (name) => [`friends.${name}`, OWN] as const,
  ),
  ...['addFriend', 'blockUser', 'unblockUser', 'changeFriendship', 'endFriendship'].map(
    (name) => [`friends.${name}`, FRIEND] as const,
  ),
  ...['declineInvitation', 'leaveWaitingList', 'revokeCalendar', 'withdrawFromMatch'].map(
    (name) => [`matches.${name}`, ENDS] as const,
  ),
  ['events.readNotifications', OWN],
])

/** Reads with which an app asks who is signed in. docs/people.md names them. */
const WHO = new Set(['users.getMe', 'users.listSessions'])

const reading = cases.filter(
  ({ endpoint: { route, auth } }) => route.startsWith('GET') && /user|owner/.test(String(auth)),
)

/** The call of an example, whose caller is locked before it is sent. */
const sentLocked = async (example: (typeof cases)[number]['example']) => {
  const { as, ...rest } = await example(world)
  const userId = as?.userId ?? ''
  const { pk, sk } = User.key(userId)
  const before = (await world.table.items()).find((item) => item['pk'] === pk && item['sk'] === sk)
  await world.table.store([{ ...(before ?? { pk, sk, userId }), lockedAt: world.now() }])
  return { ...prepared({ ...rest, ...(as ? { as } : {}) }), key: 'locked' }
}

describe('a locked user reads until the access token expires, but for the user and the sessions', () => {
  test.each(reading)('$name', async ({ name, endpoint, example }) => {
    const { status } = await send(endpoint, await sentLocked(example))
    expect(status).toBe(WHO.has(name) ? 401 : endpoint.reply[0])
  })
})

/** An endpoint that was only just begun reads and writes nothing yet. */
const writing = cases.filter(
  ({ endpoint: { route, auth, access } }) =>
    !route.startsWith('GET') && auth !== 'public' && Object.keys(access).length > 0,
)

describe('a write of a locked user is refused, or has its reason', () => {
  const met = new Set<string>()
  test.each(writing)('$name', async ({ name, endpoint, example }) => {
    const { status, body } = await send(endpoint, await sentLocked(example))
    if (status < 300) met.add(name)
    expect(ANSWERED.has(name) ? 'answered' : `${status} ${body.code}`, 'add active(user) to its writes').toBe(
      ANSWERED.has(name) ? 'answered' : '401 unauthenticated',
    )
  })
  test('no reason is given for what is refused', () => {
    expect([...ANSWERED.keys()].filter((name) => !met.has(name))).toEqual([])
  })
})
