// Friends: adding and blocking, groups and their members, images, lists and their pages.

import { crc32, deflateSync } from 'node:zlib'
import { comes, FAR, type Person, type Player, unknown } from '../player.ts'

export const friends = async (player: Player): Promise<void> => {
  player.story('friends')
  const [ann, bea, cho, dan] = [
    await player.person('ann'),
    await player.person('bea'),
    await player.person('cho'),
    await player.person('dan'),
  ]
  const to = ({ userId }: Person) => ({ userId })
  const add = 'PUT /friends/{userId}'
  await player.ask('add', add, { as: ann, path: to(bea), key: 'bea' })
  await player.ask('add again with the same key', add, { as: ann, path: to(bea), key: 'bea' })
  await player.ask('the same key for another user', add, { as: ann, path: to(cho), key: 'bea' })
  await player.ask('add once more', add, { as: ann, path: to(bea) })
  await player.ask('add oneself', add, { as: ann, path: to(ann) })
  await player.ask('add an unknown user', add, { as: ann, path: { userId: unknown('user') } })
  await player.ask('add in return', add, { as: bea, path: to(ann) })
  await player.ask('add another', add, { as: ann, path: to(cho) })
  await player.ask('add who has not added', add, { as: dan, path: to(ann) })
  const change = 'PATCH /friends/{userId}'
  await player.ask('change', change, { as: ann, path: to(bea), key: 'c', body: { subscribe: false } })
  await player.ask('change again with the same key', change, {
    ...{ as: ann, path: to(bea), key: 'c', body: { subscribe: false } },
  })
  await player.ask('the same key with another change', change, {
    ...{ as: ann, path: to(bea), key: 'c', body: { dispatch: false } },
  })
  await player.ask('change nothing', change, { as: ann, path: to(bea), body: {} })
  await player.ask('change what is no friend', change, { as: ann, path: to(dan), body: { dispatch: false } })
  await player.ask('change an unknown user', change, {
    as: ann,
    path: { userId: unknown('user') },
    body: { dispatch: false },
  })

  await player.ask('friends', 'GET /friends', { as: ann })
  const list = await player.ask('friends, first page', 'GET /friends', { as: ann, query: { limit: 1 } })
  await player.ask('friends, second page', 'GET /friends', {
    ...{ as: ann, query: { limit: 1, cursor: list.body.nextCursor } },
  })
  for (const relation of ['MUTUAL', 'OUTGOING', 'INCOMING'])
    await player.ask(`friends, ${relation}`, 'GET /friends', { as: ann, query: { relation } })
  await player.ask('a cursor with another filter', 'GET /friends', {
    ...{ as: ann, query: { relation: 'MUTUAL', cursor: list.body.nextCursor } },
  })
  await player.ask('a relation that is none', 'GET /friends', { as: ann, query: { relation: 'COUSIN' } })

  const open = 'POST /friend-groups'
  const opened = await player.ask('open a group', open, { as: ann, key: 'g', body: { groupName: 'Futsal' } })
  await player.ask('open it again with the same key', open, { as: ann, key: 'g', body: { groupName: 'Futsal' } })
  await player.ask('the same key with another name', open, { as: ann, key: 'g', body: { groupName: 'Golf' } })
  await player.ask('a name that is taken', open, { as: ann, body: { groupName: 'Futsal' } })
  await player.ask('a name that is too long', open, { as: ann, body: { groupName: 'A name of many letters' } })
  const path = { groupId: opened.body.groupId }
  const group = 'GET /friend-groups/{groupId}'
  await player.ask('a group', group, { as: ann, path })
  await player.ask("another user's group", group, { as: bea, path })
  const groups = await player.ask('groups', 'GET /friend-groups', { as: ann })
  const inDefault = {
    groupId: groups.body.items.find((one: { groupId: string }) => one.groupId !== path.groupId).groupId,
  }
  const page = await player.ask('groups, first page', 'GET /friend-groups', { as: ann, query: { limit: 1 } })
  await player.ask('groups, second page', 'GET /friend-groups', {
    ...{ as: ann, query: { limit: 1, cursor: page.body.nextCursor } },
  })
  const rename = 'PATCH /friend-groups/{groupId}'
  await player.ask('rename', rename, { as: ann, path, key: 'r', body: { groupName: 'Tennis' } })
  await player.ask('rename again with the same key', rename, { as: ann, path, key: 'r', body: { groupName: 'Tennis' } })
  await player.ask('the same key with another new name', rename, {
    ...{ as: ann, path, key: 'r', body: { groupName: 'Golf' } },
  })
  await player.ask('rename to the same', rename, { as: ann, path, body: { groupName: 'Tennis' } })
  await player.need(open, { as: ann, body: { groupName: 'Golf' } })
  await player.ask('rename to what is taken', rename, { as: ann, path, body: { groupName: 'Golf' } })
  await player.ask('rename the default group', rename, { as: ann, path: inDefault, body: { groupName: 'All' } })
  await player.ask("rename another user's group", rename, { as: bea, path, body: { groupName: 'Mine' } })

  const put = 'PUT /friend-groups/{groupId}/members/{userId}'
  const take = 'DELETE /friend-groups/{groupId}/members/{userId}'
  await player.ask('put in', put, { as: ann, path: { ...path, ...to(bea) }, key: 'm' })
  await player.ask('put in again with the same key', put, { as: ann, path: { ...path, ...to(bea) }, key: 'm' })
  await player.ask('the same key for another friend', put, { as: ann, path: { ...path, ...to(cho) }, key: 'm' })
  await player.ask('put in once more', put, { as: ann, path: { ...path, ...to(bea) } })
  await player.ask('put in another', put, { as: ann, path: { ...path, ...to(cho) } })
  await player.ask('put in who is no friend', put, { as: ann, path: { ...path, ...to(dan) } })
  await player.ask('put in an unknown user', put, { as: ann, path: { ...path, userId: unknown('user') } })
  await player.ask('put in nonsense', put, { as: ann, path: { ...path, userId: 'nonsense' } })
  await player.ask('put into no group', put, { as: ann, path: { groupId: unknown('group'), ...to(bea) } })
  await player.ask('put into the default group', put, { as: ann, path: { ...inDefault, ...to(bea) } })
  const members = 'GET /friend-groups/{groupId}/members'
  await player.ask('members', members, { as: ann, path })
  const some = await player.ask('members, first page', members, { as: ann, path, query: { limit: 1 } })
  await player.ask('members, second page', members, {
    ...{ as: ann, path, query: { limit: 1, cursor: some.body.nextCursor } },
  })
  await player.ask('members of the default group', members, { as: ann, path: inDefault })
  await player.ask("members of another user's group", members, { as: bea, path })
  await player.ask('take out', take, { as: ann, path: { ...path, ...to(cho) }, key: 'o' })
  await player.ask('take out again with the same key', take, { as: ann, path: { ...path, ...to(cho) }, key: 'o' })
  await player.ask('the same key to take out another', take, { as: ann, path: { ...path, ...to(bea) }, key: 'o' })
  await player.ask('take out once more', take, { as: ann, path: { ...path, ...to(cho) } })
  await player.ask('take out who is no friend', take, { as: ann, path: { ...path, ...to(dan) } })
  await player.ask('take out an unknown user', take, { as: ann, path: { ...path, userId: unknown('user') } })
  await player.ask('take out nonsense', take, { as: ann, path: { ...path, userId: 'nonsense' } })
  await player.ask('take out of no group', take, { as: ann, path: { groupId: unknown('group'), ...to(bea) } })
  await player.ask('take out of the default group', take, { as: ann, path: { ...inDefault, ...to(bea) } })

  const image = 'POST /friend-groups/{groupId}/image'
  const png = { contentType: 'image/png' }
  await player.ask('ask for an upload', image, { as: ann, path, key: 'i', body: png, noted: withoutAddress })
  await player.ask('ask again with the same key', image, { as: ann, path, key: 'i', body: png, noted: withoutAddress })
  await player.ask('the same key with another type', image, {
    ...{ as: ann, path, key: 'i', body: { contentType: 'image/webp' } },
  })
  await player.ask('a type that is not taken', image, { as: ann, path, body: { contentType: 'image/gif' } })
  const form = await player.need(image, { as: ann, path, body: png })
  await upload(form)
  await comes(async () => (await player.need(group, { as: ann, path })).thumbnailUrl !== null)
  await player.ask('a group with an image', group, { as: ann, path, noted: withoutAddress })
  for (let more = 3; more <= 20; more += 1) await player.need(image, { as: ann, path, body: png })
  await player.ask('more uploads than a day has', image, { as: ann, path, body: png })

  const block = 'PUT /friends/{userId}/block'
  const unblock = 'DELETE /friends/{userId}/block'
  await player.ask('block', block, { as: ann, path: to(dan), key: 'b' })
  await player.ask('block again with the same key', block, { as: ann, path: to(dan), key: 'b' })
  await player.ask('the same key to block another', block, { as: ann, path: to(cho), key: 'b' })
  await player.ask('block once more', block, { as: ann, path: to(dan) })
  await player.ask('block oneself', block, { as: ann, path: to(ann) })
  await player.ask('block an unknown user', block, { as: ann, path: { userId: unknown('user') } })
  await player.ask('add whom one has blocked', add, { as: ann, path: to(dan) })
  await player.ask('add who has blocked', add, { as: dan, path: to(ann) })
  await player.ask('the blocked', 'GET /friends', { as: ann, query: { blocked: 'true' } })
  await player.ask('those not blocked', 'GET /friends', { as: ann, query: { blocked: 'false' } })
  await player.ask('friends of who is blocked', 'GET /friends', { as: dan })
  await player.ask('block a friend', block, { as: bea, path: to(ann) })
  await player.ask('members, one of whom has blocked', members, { as: ann, path })
  await player.ask('a group after that', group, { as: ann, path, noted: withoutAddress })
  await player.ask('unblock', unblock, { as: ann, path: to(dan), key: 'u' })
  await player.ask('unblock again with the same key', unblock, { as: ann, path: to(dan), key: 'u' })
  await player.ask('the same key to unblock another', unblock, { as: ann, path: to(cho), key: 'u' })
  await player.ask('unblock who is not blocked', unblock, { as: ann, path: to(dan) })
  await player.ask('unblock oneself', unblock, { as: ann, path: to(ann) })
  await player.ask('unblock an unknown user', unblock, { as: ann, path: { userId: unknown('user') } })

  const match = await player.need('POST /matches', {
    as: ann,
    body: { title: 'Closed', venue: 'Seoul', startsAt: FAR, durationMinutes: 60, maxPlayerCount: 5, fee: 0 },
  })
  await player.need(block, { as: ann, path: to(cho) })
  await player.ask('take a seat of who has blocked', 'POST /matches/{matchId}/applications', {
    ...{ as: cho, path: { matchId: match.matchId } },
  })

  const end = 'DELETE /friends/{userId}'
  await player.ask('end', end, { as: dan, path: to(ann), key: 'e' })
  await player.ask('end again with the same key', end, { as: dan, path: to(ann), key: 'e' })
  await player.ask('the same key to end another', end, { as: dan, path: to(bea), key: 'e' })
  await player.ask('end once more', end, { as: dan, path: to(ann) })
  await player.ask('end with an unknown user', end, { as: dan, path: { userId: unknown('user') } })

  const gone = 'DELETE /friend-groups/{groupId}'
  await player.ask('delete the default group', gone, { as: ann, path: inDefault })
  await player.ask("delete another user's group", gone, { as: bea, path })
  const spare = await player.need(open, { as: ann, body: { groupName: 'Spare' } })
  await player.ask('delete', gone, { as: ann, path: { groupId: spare.groupId }, key: 'd' })
  await player.ask('delete again with the same key', gone, { as: ann, path: { groupId: spare.groupId }, key: 'd' })
  await player.ask('the same key to delete another', gone, { as: ann, path, key: 'd' })
  await player.ask('delete once more', gone, { as: ann, path: { groupId: spare.groupId } })
  await player.ask('a group that was deleted', group, { as: ann, path: { groupId: spare.groupId } })
  for (let more = 3; more <= 20; more += 1) await player.need(open, { as: ann, body: { groupName: `Group ${more}` } })
  await player.ask('more groups than one has', open, { as: ann, body: { groupName: 'One more' } })
}

/** The bucket's address and key differ at each start. */
const withoutAddress = (body: object): unknown =>
  JSON.parse(
    JSON.stringify(body, (_, value) =>
      typeof value === 'string'
        ? value.replace(/^http:\/\/127\.0\.0\.1:\d+/, '<bucket>').replace(/X-Amz-[^"]*/, '<signed>')
        : value,
    ),
  )

const upload = async ({ uploadUrl, fields }: { uploadUrl: string; fields: Record<string, string> }): Promise<void> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([picture()], { type: 'image/png' }))
  const { status } = await fetch(uploadUrl, { method: 'POST', body: form })
  if (status >= 300) throw new Error(`the upload was answered ${status}`)
}

/** A grey square of 64 points as PNG. */
const picture = (): Uint8Array<ArrayBuffer> => {
  const size = Buffer.alloc(13)
  size.writeUInt32BE(64, 0)
  size.writeUInt32BE(64, 4)
  size.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({ length: 64 }, () => Buffer.from([0, ...new Array(64).fill(128)])))
  const parts = [
    ...[Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', size)],
    ...[chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))],
  ]
  return new Uint8Array(Buffer.concat(parts))
}

const chunk = (kind: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(kind), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([head, named, sum])
}
