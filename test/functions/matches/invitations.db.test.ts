// Invitations: delivered by the flags of friendships and by blocks, counted exactly, answered once, and never a seat by themselves.

import { describe, expect, test } from 'vitest'
import { invitationIdOf } from '#domain/matches/invitations.ts'
import { Invitation, Sent } from '#domain/matches/items.ts'
import { MAX_SENT } from '#domain/matches/limits.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { hosting, invited } from '#test/examples/matches.ts'
import { knowPasswords } from '#test/explore/acts.ts'
import { Abandoned } from '#test/support/faults.ts'
import { gathered, known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User } from '#test/support/people.ts'
import { DAY_MS, matchBody } from '#test/support/prepared.ts'
import { eventsIn } from '#test/support/told.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
type Path = { readonly matchId: string }
const to = ({ userId }: User) => ({ path: { userId } })
const match = async (path: Path) => ok(await world.api.matches.getMatch({ path }))
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const invite = (as: User, path: Path, ...people: User[]) =>
  as.api.matches.invite({ path, body: { userIds: people.map(({ userId }) => userId) } })
const invitationsOf = async (as: User) => ok(await as.api.matches.listInvitations({})).items
const answers = (as: User, answer: 'acceptInvitation' | 'declineInvitation', invitationId: string) =>
  as.api.matches[answer]({ path: { invitationId } })
const received = async ({ userId }: User, { matchId }: Path) =>
  eventsIn(await world.table.items(), matchId).filter(
    ({ type, concerns }) => type === 'invitation.received' && concerns.includes(userId),
  )

/** All that Ann and Bob may have chosen about each other. */
const yesOrNo = [true, false] as const
const choices = yesOrNo.flatMap((added) =>
  (added ? yesOrNo : [true]).flatMap((dispatch) =>
    (added ? yesOrNo : [true]).flatMap((subscribe) =>
      yesOrNo.map((blocked) => ({ added, dispatch, subscribe, blocked })),
    ),
  ),
)
type Choice = (typeof choices)[number]
const said = ({ added, dispatch, subscribe, blocked }: Choice) =>
  `${added ? `added (dispatch ${dispatch}, subscribe ${subscribe})` : 'not added'}${blocked ? ', blocked' : ''}`

describe('Ann invites Bob', () => {
  const rows = choices.flatMap((ann) => choices.map((bob) => [said(ann), said(bob), ann, bob] as const))
  test.each(rows)('Ann: %s; Bob: %s', async (_, __, mine, theirs) => {
    const [ann, bob] = [await known(world), await known(world)]
    const { matchId } = ok(await ann.api.matches.openMatch({ body: matchBody(world) }))
    // Blocks come last: they end the friendship of the one who blocks, and stop new ones.
    for (const [me, other, { added, dispatch, subscribe }] of [
      [ann, bob, mine],
      [bob, ann, theirs],
    ] as const) {
      if (!added) continue
      ok(await me.api.friends.addFriend(to(other)))
      ok(await me.api.friends.changeFriendship({ ...to(other), body: { dispatch, subscribe } }))
    }
    for (const [me, other, { blocked }] of [
      [ann, bob, mine],
      [bob, ann, theirs],
    ] as const)
      if (blocked) ok(await me.api.friends.blockUser(to(other)))
    const answer = await invite(ann, { matchId }, bob)
    const isFriend = mine.added && !mine.blocked
    if (!isFriend) expect(answer).toMatchObject({ status: 400, code: 'not-a-friend' })
    else {
      const isDelivered = mine.dispatch && !theirs.blocked && (!theirs.added || theirs.subscribe)
      expect(ok(answer)).toEqual({ invited: Number(isDelivered), skipped: Number(!isDelivered) })
      // Another request finds the invitation.
      expect(ok(await invite(ann, { matchId }, bob))).toEqual({ invited: 0, skipped: 1 })
      expect(await invitationsOf(bob)).toHaveLength(Number(isDelivered))
      expect(await received(bob, { matchId })).toHaveLength(Number(isDelivered))
    }
    if (!isFriend) expect(await invitationsOf(bob)).toEqual([])
    expect(await match({ matchId })).toMatchObject({ playerCount: 0 })
    await sound()
  })
})

describe('sending', () => {
  test('is for the host and players of an open match', async () => {
    const { as: host, friend, path } = await hosting(world)
    const player = await known(world)
    const friendOfPlayer = await known(world)
    ok(await player.api.friends.addFriend(to(friendOfPlayer)))
    expect(await invite(player, path, friendOfPlayer)).toMatchObject({ status: 403, code: 'forbidden' })
    ok(await player.api.matches.applyToMatch({ path }))
    expect(ok(await invite(player, path, friendOfPlayer))).toEqual({ invited: 1, skipped: 0 })
    const none = { matchId: path.matchId.replace(/.$/, (end) => (end === '0' ? '1' : '0')) }
    expect(await invite(host, none, friend)).toMatchObject({ status: 404, code: 'match-not-found' })
    ok(await host.api.matches.cancelMatch({ path }))
    expect(await invite(host, path, friend)).toMatchObject({ status: 409, code: 'match-closed' })
    expect(await invite(host, path, player), 'a stranger').toMatchObject({ status: 409, code: 'match-closed' })
    await sound()
  })

  test('names friends only, no friend twice, at least one friend or group', async () => {
    const { as, friend, path } = await hosting(world)
    const stranger = await known(world)
    for (const userIds of [[stranger.userId], [friend.userId, stranger.userId], [as.userId], ['nobody'], ['user_1']])
      expect(await as.api.matches.invite({ path, body: { userIds } }), userIds.join()).toMatchObject({
        ...{ status: 400, code: 'not-a-friend' },
      })
    expect(await invitationsOf(friend)).toEqual([])
    const bodies = [{}, { userIds: [] }, { userIds: [friend.userId, friend.userId] }, { groupIds: [] }]
    for (const body of bodies)
      expect(await as.api.matches.invite({ path, body }), JSON.stringify(body)).toMatchObject({
        ...{ status: 400, code: 'invalid-request' },
      })
    const groupIds = ['group_01m817qnm0f8namaha58n2maha']
    expect(await as.api.matches.invite({ path, body: { groupIds } })).toMatchObject({
      status: 404,
      code: 'group-not-found',
    })
  })

  test('is skipped for who has an invitation or a seat', async () => {
    const { as: host, friend, path } = await hosting(world)
    ok(await invite(host, path, friend))
    expect(ok(await invite(host, path, friend))).toEqual({ invited: 0, skipped: 1 })
    const other = await known(world)
    ok(await other.api.matches.applyToMatch({ path }))
    ok(await host.api.friends.addFriend(to(other)))
    expect(ok(await invite(host, path, other))).toEqual({ invited: 0, skipped: 1 })
    ok(await other.api.friends.addFriend(to(friend)))
    expect(ok(await invite(other, path, friend)), 'by another').toEqual({ invited: 0, skipped: 1 })
    expect(await invitationsOf(friend)).toHaveLength(1)
    await sound()
  })

  test('to a person who has blocked the sender is skipped, and reaches the person once the block is lifted', async () => {
    const { as: host, friend, path } = await hosting(world)
    ok(await friend.api.friends.blockUser(to(host)))
    const call = { path, key: 'once', body: { userIds: [friend.userId] } }
    for (let turn = 0; turn < 2; turn += 1)
      expect(ok(await host.api.matches.invite(call))).toEqual({ invited: 0, skipped: 1 })
    expect(await received(friend, path)).toEqual([])
    for (const answer of ['acceptInvitation', 'declineInvitation'] as const)
      expect(await answers(friend, answer, invitationIdOf(path.matchId, friend.userId))).toMatchObject({
        code: 'invitation-not-found',
      })
    // A friend of theirs can still invite them.
    const other = await known(world)
    ok(await other.api.matches.applyToMatch({ path }))
    ok(await other.api.friends.addFriend(to(friend)))
    expect(ok(await invite(other, path, friend))).toEqual({ invited: 1, skipped: 0 })
    expect(await invitationsOf(friend)).toMatchObject([{ from: other.userId, status: 'PENDING' }])
    ok(await friend.api.friends.unblockUser(to(host)))
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world) }))
    expect(ok(await invite(host, { matchId }, friend))).toEqual({ invited: 1, skipped: 0 })
    await sound()
  })

  test('to one person is limited to ten a day, also at once', { timeout: 60_000 }, async () => {
    const { as, friend } = await hosting(world)
    const opens = async (): Promise<Path> => {
      const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world) }))
      return { matchId }
    }
    for (let at = 0; at < MAX_SENT - 2; at += 1) {
      const path = await opens()
      expect(ok(await invite(as, path, friend))).toEqual({ invited: 1, skipped: 0 })
      ok(await as.api.matches.cancelMatch({ path }))
    }
    const paths = [await opens(), await opens(), await opens(), await opens()]
    const replies = await Promise.all(paths.map((path) => invite(as, path, friend)))
    expect(replies.reduce((sum, reply) => sum + ok(reply).invited, 0)).toBe(2)
    expect(await invitationsOf(friend)).toHaveLength(MAX_SENT)
    world.passes(DAY_MS)
    const again = await world.speaks(as.userId)
    const { matchId } = ok(await again.api.matches.openMatch({ body: matchBody(world) }))
    expect(ok(await invite(again, { matchId }, friend))).toEqual({ invited: 1, skipped: 0 })
    await sound()
  })

  test('reaches a hundred members of groups in several transactions, and a retry is answered the same', {
    timeout: 120_000,
  }, async () => {
    const { as, friends, path: group } = await gathered(world, 100)
    const muted = friends.slice(10, 30)
    for (const friend of muted)
      ok(await as.api.friends.changeFriendship({ path: { userId: friend.userId }, body: { dispatch: false } }))
    const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world) }))
    const call = { path: { matchId }, key: 'all', body: { groupIds: [group.groupId] } }
    let transactions = 0
    world.fails((command) => {
      if (command === 'TransactWriteItems') transactions += 1
      return undefined
    })
    expect(ok(await as.api.matches.invite(call))).toEqual({ invited: 80, skipped: 20 })
    world.fails(undefined)
    expect(transactions).toBeLessThan(10)
    expect(ok(await as.api.matches.invite(call))).toEqual({ invited: 80, skipped: 20 })
    expect(ok(await as.api.matches.invite({ ...call, key: 'again' }))).toEqual({ invited: 0, skipped: 100 })
    await sound()
    const one = await known(world)
    ok(await as.api.friends.addFriend(to(one)))
    const tooMany = { userIds: [one.userId], groupIds: [group.groupId] }
    expect(await as.api.matches.invite({ path: { matchId }, body: tooMany })).toMatchObject({
      status: 400,
      code: 'invalid-request',
    })
  })

  test('goes on where a process died, and counts what it had sent', { timeout: 120_000 }, async () => {
    const { as, path: group } = await gathered(world, 40)
    const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world) }))
    const call = { path: { matchId }, key: 'once', body: { groupIds: [group.groupId] } }
    let transactions = 0
    world.fails((command) => {
      if (command !== 'TransactWriteItems') return undefined
      transactions += 1
      if (transactions < 3) return undefined
      throw new Abandoned()
    })
    await as.api.matches.invite(call).catch(() => undefined)
    world.fails(undefined)
    const sent = (await world.table.items()).filter((item) => Invitation.is(item) && item.matchId === matchId)
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.length).toBeLessThan(40)
    // The key of the dead process is free after its lease.
    world.passes(2 * 60_000)
    expect(ok(await as.api.matches.invite(call))).toEqual({ invited: 40, skipped: 0 })
    const all = (await world.table.items()).filter((item) => Invitation.is(item) && item.matchId === matchId)
    expect(all).toHaveLength(40)
    await sound()
  })
})

describe('answering', () => {
  test('accepting takes the seat, once', async () => {
    const { as, match: path, path: invitation, host } = await invited(world)
    expect(ok(await as.api.matches.acceptInvitation({ path: invitation }))).toMatchObject({
      status: 'ACCEPTED',
      from: host.userId,
    })
    expect(await match(path)).toMatchObject({ playerCount: 1 })
    expect(ok(await as.api.matches.listMyApplications({})).items).toMatchObject([
      { matchId: path.matchId, status: 'CONFIRMED' },
    ])
    for (const answer of ['acceptInvitation', 'declineInvitation'] as const)
      expect(await answers(as, answer, invitation.invitationId)).toMatchObject({
        status: 409,
        code: 'invitation-closed',
      })
    ok(await as.api.matches.withdrawFromMatch({ path }))
    expect(await invitationsOf(as)).toMatchObject([{ status: 'ACCEPTED' }])
    await sound()
  })

  test('declining is final, and no seat is taken', async () => {
    const { as, match: path, path: invitation } = await invited(world)
    expect(ok(await as.api.matches.declineInvitation({ path: invitation }))).toMatchObject({ status: 'DECLINED' })
    for (const answer of ['acceptInvitation', 'declineInvitation'] as const)
      expect(await answers(as, answer, invitation.invitationId)).toMatchObject({
        status: 409,
        code: 'invitation-closed',
      })
    expect(await match(path)).toMatchObject({ playerCount: 0 })
    expect(ok(await as.api.matches.applyToMatch({ path })).status, 'an application is free').toBe('CONFIRMED')
  })

  test('is for the person who was invited', async () => {
    const { path, host } = await invited(world)
    for (const as of [host, await world.stranger()])
      for (const answer of ['acceptInvitation', 'declineInvitation'] as const)
        expect(await answers(as, answer, path.invitationId)).toMatchObject({
          status: 404,
          code: 'invitation-not-found',
        })
  })

  test('accepting is refused as an application is', async () => {
    const full = await invited(world)
    ok(await full.host.api.matches.applyToMatch({ path: full.match }))
    ok(await full.host.api.matches.changeMatch({ path: full.match, body: { maxPlayerCount: 1 } }))
    expect(await answers(full.as, 'acceptInvitation', full.path.invitationId)).toMatchObject({
      status: 409,
      code: 'match-full',
    })
    ok(await full.as.api.matches.joinWaitingList({ path: full.match }))
    ok(await full.host.api.matches.withdrawFromMatch({ path: full.match }))
    expect(await answers(full.as, 'acceptInvitation', full.path.invitationId)).toMatchObject({
      status: 409,
      code: 'already-applied',
    })
    expect(await invitationsOf(full.as)).toMatchObject([{ status: 'PENDING' }])
    // Another host has blocked the person who was invited by a player.
    const host = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world) }))
    const [player, friend] = [await known(world), await known(world)]
    ok(await player.api.friends.addFriend(to(friend)))
    ok(await player.api.matches.applyToMatch({ path: { matchId } }))
    ok(await invite(player, { matchId }, friend))
    ok(await host.api.friends.blockUser(to(friend)))
    const [invitation] = await invitationsOf(friend)
    expect(await answers(friend, 'acceptInvitation', String(invitation?.invitationId))).toMatchObject({
      status: 403,
      code: 'blocked',
    })
    await sound()
  })

  const ends: Readonly<
    Record<string, readonly [string, (of: Awaited<ReturnType<typeof invited>>) => Promise<unknown>]>
  > = {
    'the match is cancelled': ['EXPIRED', ({ host, match: path }) => host.api.matches.cancelMatch({ path })],
    'the match starts': ['EXPIRED', async () => world.passes(DAY_MS)],
    'the sender blocks the other': ['WITHDRAWN', ({ host, as }) => host.api.friends.blockUser(to(as))],
    'the other blocks the sender': ['WITHDRAWN', ({ host, as }) => as.api.friends.blockUser(to(host))],
  }
  test.each(Object.entries(ends))('ends when %s', async (_, [status, end]) => {
    const made = await invited(world)
    await end(made)
    const as = await world.speaks(made.as.userId)
    expect(await invitationsOf(as)).toMatchObject([{ status }])
    for (const wanted of ['PENDING', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN'] as const)
      expect(ok(await as.api.matches.listInvitations({ query: { status: wanted } })).items, wanted).toHaveLength(
        Number(wanted === status),
      )
    for (const answer of ['acceptInvitation', 'declineInvitation'] as const)
      expect(await answers(as, answer, made.path.invitationId)).toMatchObject({
        status: 409,
        code: 'invitation-closed',
      })
    await sound()
  })

  test('stands again once a block is lifted', async () => {
    const { host, as, path } = await invited(world)
    ok(await as.api.friends.blockUser(to(host)))
    ok(await as.api.friends.unblockUser(to(host)))
    expect(ok(await as.api.matches.acceptInvitation({ path }))).toMatchObject({ status: 'ACCEPTED' })
  })
})

describe('erasure', () => {
  const leaves = async (user: User) => {
    await knowPasswords(world)
    ok(await user.api.users.deleteMe({ body: { currentPassword: PASSWORD } }))
  }

  test('of the sender withdraws what was sent', { timeout: 60_000 }, async () => {
    const host = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world) }))
    const [sender, friend] = [await known(world), await known(world)]
    ok(await sender.api.matches.applyToMatch({ path: { matchId } }))
    ok(await sender.api.friends.addFriend(to(friend)))
    ok(await invite(sender, { matchId }, friend))
    await leaves(sender)
    const [invitation] = await invitationsOf(friend)
    expect(invitation).toMatchObject({ status: 'WITHDRAWN' })
    await eraseUsers({}, { awsRequestId: 'erase' })
    expect(await invitationsOf(friend)).toMatchObject([{ status: 'WITHDRAWN', from: sender.userId }])
    expect(await answers(friend, 'acceptInvitation', String(invitation?.invitationId))).toMatchObject({
      ...{ status: 409, code: 'invitation-closed' },
    })
    await sound()
  })

  test('of the person who was invited erases the invitation, and keeps a paid seat without it', {
    timeout: 60_000,
  }, async () => {
    const { as, path } = await invited(world)
    ok(await as.api.matches.acceptInvitation({ path }))
    await leaves(as)
    await eraseUsers({}, { awsRequestId: 'erase' })
    expect((await world.table.items()).filter((item) => Invitation.is(item) && item.userId === as.userId)).toEqual([])
    await sound()
  })

  test('of the person who was invited erases the count of invitations', { timeout: 60_000 }, async () => {
    const { as, friend, path } = await hosting(world)
    ok(await invite(as, path, friend))
    const left = async () =>
      (await world.table.items()).filter((item) => Sent.is(item) && item.userId === friend.userId).length
    expect(await left()).toBe(1)
    await leaves(friend)
    await eraseUsers({}, { awsRequestId: 'erase' })
    expect(await left()).toBe(0)
    await sound()
  })

  test('a friend whose account is closed is not invited', { timeout: 60_000 }, async () => {
    const { as, friend, path } = await hosting(world)
    await leaves(friend)
    expect(ok(await invite(as, path, friend))).toEqual({ invited: 0, skipped: 1 })
  })
})

test('lists are in pages, those to the newest matches first', async () => {
  const { as, friend } = await hosting(world)
  const matches: string[] = []
  for (let at = 0; at < 3; at += 1) {
    world.passes(1000)
    const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world) }))
    matches.push(matchId)
    ok(await invite(as, { matchId }, friend))
  }
  const first = ok(await friend.api.matches.listInvitations({ query: { limit: 2 } }))
  const second = ok(await friend.api.matches.listInvitations({ query: { limit: 2, cursor: first.nextCursor ?? '' } }))
  expect([...first.items, ...second.items].map(({ matchId }) => matchId)).toEqual(matches.reverse())
  expect(second.nextCursor).toBeNull()
})
