// Waiting lists and invitations: joining, leaving, promotions, sending and answering, and their refusals.

import { comes, type Player, unknown } from '../player.ts'
import { futsal } from './matches.ts'

export const waiting = async (player: Player): Promise<void> => {
  player.story('waiting')
  const [host, guest, first, second] = [
    await player.person('wait.host'),
    await player.person('wait.guest'),
    await player.person('wait.first'),
    await player.person('wait.second'),
  ]
  const { matchId } = await player.need('POST /matches', { as: host, body: { ...futsal, maxPlayerCount: 1, fee: 0 } })
  const path = { matchId }
  const apply = 'POST /matches/{matchId}/applications'
  const join = 'POST /matches/{matchId}/waitlist'
  await player.ask('wait while seats are free', join, { as: first, path })
  await player.need(apply, { as: guest, path })
  await player.ask('wait', join, { as: first, path, key: 'wait' })
  await player.ask('wait again with the same key', join, { as: first, path, key: 'wait' })
  await player.ask('wait once more', join, { as: first, path })
  await player.ask('wait as a player', join, { as: guest, path })
  await player.ask('wait for no match', join, { as: first, path: { matchId: unknown('match') } })
  await player.ask('the same key for another match', join, {
    as: first,
    path: { matchId: unknown('match') },
    key: 'wait',
  })
  await player.need(join, { as: second, path })
  const list = 'GET /matches/{matchId}/waitlist'
  await player.ask('the waiting list', list, { as: host, path })
  const page = await player.ask('the waiting list, first page', list, { as: host, path, query: { limit: 1 } })
  await player.ask('the waiting list, second page', list, {
    ...{ as: host, path, query: { limit: 1, cursor: page.body.nextCursor } },
  })
  await player.ask('the own place', list, { as: second, path })
  await player.ask('the own place without one', list, { as: guest, path })
  await player.ask('the waiting list of no match', list, { as: host, path: { matchId: unknown('match') } })
  await player.ask('apply while others wait', apply, { as: host, path })
  await player.ask('a match for which people wait', 'GET /matches/{matchId}', { path })
  await player.need('DELETE /matches/{matchId}/applications/me', { as: guest, path })
  await player.ask('the seat that came free', 'GET /matches/{matchId}/applications', { as: host, path })
  const leave = 'DELETE /matches/{matchId}/waitlist/me'
  await player.ask('stop waiting with a seat', leave, { as: first, path })
  await player.ask('stop waiting', leave, { as: second, path, key: 'leave' })
  await player.ask('stop waiting again with the same key', leave, { as: second, path, key: 'leave' })
  await player.ask('stop waiting for another match under the same key', leave, {
    ...{ as: second, path: { matchId: unknown('match') }, key: 'leave' },
  })
  await player.ask('stop waiting twice', leave, { as: second, path })

  const befriend = 'PUT /friends/{userId}'
  await player.need(befriend, { as: host, path: { userId: second.userId } })
  await player.need(befriend, { as: host, path: { userId: guest.userId } })
  const invite = 'POST /matches/{matchId}/invitations'
  const invites = { as: host, path, body: { userIds: [second.userId, guest.userId] } }
  await player.ask('invite', invite, { ...invites, key: 'invite' })
  await player.ask('invite again with the same key', invite, { ...invites, key: 'invite' })
  await player.ask('invite once more', invite, invites)
  await player.ask('the same key for others', invite, { ...invites, key: 'invite', body: { userIds: [second.userId] } })
  await player.ask('invite a stranger', invite, { ...invites, body: { userIds: [first.userId] } })
  await player.ask('invite no friend', invite, { ...invites, body: {} })
  await player.ask('invite an unknown group', invite, { ...invites, body: { groupIds: [unknown('group')] } })
  await player.ask('invite without a seat', invite, { ...invites, as: second })
  await player.ask('invite to no match', invite, { ...invites, path: { matchId: unknown('match') } })
  const mine = await player.ask('invitations', 'GET /invitations', { as: second })
  await player.ask('invitations with a status', 'GET /invitations', { as: second, query: { status: 'ACCEPTED' } })
  await player.ask('invitations with a status that is none', 'GET /invitations', {
    as: second,
    query: { status: 'OPEN' },
  })
  const invitation = { invitationId: mine.body.items[0].invitationId }
  const [accept, decline] = ['POST /invitations/{invitationId}/accept', 'POST /invitations/{invitationId}/decline']
  await player.ask('accept where no seat is free', accept, { as: second, path: invitation })
  await player.ask('accept the invitation of another', accept, { as: first, path: invitation })
  await player.ask('decline the invitation of another', decline, { as: first, path: invitation })
  await player.need('PATCH /matches/{matchId}', { as: host, path, body: { maxPlayerCount: 2 } })
  await player.ask('accept', accept, { as: second, path: invitation, key: 'yes' })
  await player.ask('accept again with the same key', accept, { as: second, path: invitation, key: 'yes' })
  await player.ask('accept once more', accept, { as: second, path: invitation })
  await player.ask('the same key for another invitation', accept, {
    ...{ as: second, path: { invitationId: unknown('invitation') }, key: 'yes' },
  })
  const [theirs] = (await player.need('GET /invitations', { as: guest })).items
  const other = { invitationId: theirs.invitationId }
  await player.ask('decline', decline, { as: guest, path: other, key: 'no' })
  await player.ask('decline again with the same key', decline, { as: guest, path: other, key: 'no' })
  await player.ask('decline once more', decline, { as: guest, path: other })
  await player.ask('the same key for another invitation, declined', decline, {
    ...{ as: guest, path: { invitationId: unknown('invitation') }, key: 'no' },
  })

  await player.need(join, { as: guest, path })
  await player.need('POST /matches/{matchId}/cancel', { as: host, path })
  await comes(async () => {
    const { waitingCount, playerCount } = await player.need('GET /matches/{matchId}', { path })
    return waitingCount === 0 && playerCount === 0
  })
  await player.ask('a cancelled match for which people waited', 'GET /matches/{matchId}', { path })
  await player.ask('wait for a cancelled match', join, { as: guest, path })
  await player.ask('invite to a cancelled match', invite, invites)
  await player.ask('invitations after the cancellation', 'GET /invitations', { as: second })
}
