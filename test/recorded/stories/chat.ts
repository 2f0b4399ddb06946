// Chat: rooms, messages, and the test plans that they ask for.

import { type Person, type Player, soon, unknown } from '../player.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const day = (ahead: number): string => soon(9 * 60 * 60 * 1000 + ahead * DAY_MS).slice(0, 10)

export const chat = async (player: Player): Promise<void> => {
  player.story('chat')
  const [kid, tutor] = [await player.person('kid'), await player.person('tutor')]
  const open = 'POST /chatrooms'
  const opened = await player.ask('open a room', open, { as: kid, key: 'room', body: { title: 'Finals' } })
  await player.ask('open it again with the same key', open, { as: kid, key: 'room', body: { title: 'Finals' } })
  await player.ask('the same key with another title', open, { as: kid, key: 'room', body: { title: 'Other' } })
  await player.ask('a title of nothing', open, { as: kid, body: { title: '  ' } })
  const path = { chatId: opened.body.chatId }
  await player.ask('a room', 'GET /chatrooms/{chatId}', { as: kid, path })
  await player.ask("another user's room", 'GET /chatrooms/{chatId}', { as: tutor, path })
  const post = 'POST /chatrooms/{chatId}/messages'
  await player.ask('say', post, { as: kid, path, key: 'hi', body: { text: 'Hello' } })
  await player.ask('say again with the same key', post, { as: kid, path, key: 'hi', body: { text: 'Hello' } })
  await player.ask('the same key with another text', post, { as: kid, path, key: 'hi', body: { text: 'Bye' } })
  await player.ask('say nothing', post, { as: kid, path, body: { text: '' } })
  await player.ask('say too much', post, { as: kid, path, raw: JSON.stringify({ text: 'x'.repeat(4001) }) })
  await player.ask("say in another user's room", post, { as: tutor, path, body: { text: 'Hello' } })
  await player.ask('tell of an exam', post, { as: kid, path, body: { text: '수학이랑 영어 시험이 7일 남았어' } })

  const plan = 'POST /chatrooms/{chatId}/testplan'
  const current = 'GET /chatrooms/{chatId}/testplan'
  const drop = 'DELETE /chatrooms/{chatId}/testplan'
  await player.ask('no plan yet', current, { as: kid, path })
  await player.ask('ask for a plan', post, { as: kid, path, body: { text: '시험 계획 짜줘' } })
  await player.ask('ask for a plan once more', post, { as: kid, path, body: { text: 'make the plan now' } })
  await player.ask('the plan', current, { as: kid, path })
  await player.ask("another user's plan", current, { as: tutor, path })
  await player.ask('a plan where there is one', plan, { as: kid, path, body: {} })
  await player.ask('delete a plan', drop, { as: kid, path, key: 'd' })
  await player.ask('delete it again with the same key', drop, { as: kid, path, key: 'd' })
  await player.ask('the same key to delete another', drop, { as: kid, path: { chatId: unknown('chat') }, key: 'd' })
  await player.ask('delete what is not there', drop, { as: kid, path })
  await player.ask("delete another user's plan", drop, { as: tutor, path })
  const math = { title: 'Math', subjects: ['Algebra', 'Geometry'], examDate: day(5) }
  await player.ask('make a plan', plan, { as: kid, path, key: 'p', body: math })
  await player.ask('make it again with the same key', plan, { as: kid, path, key: 'p', body: math })
  await player.ask('the same key with another plan', plan, { as: kid, path, key: 'p', body: { ...math, title: 'X' } })
  await player.ask("make a plan in another user's room", plan, { as: tutor, path, body: {} })
  await player.need(drop, { as: kid, path })
  await player.ask('a plan for an exam that is past', plan, { as: kid, path, body: { examDate: '2020-01-01' } })
  await player.ask('a plan for a day that is none', plan, { as: kid, path, body: { examDate: '2044-02-30' } })
  await player.ask('a plan without anything', plan, { as: kid, path, body: {} })
  const plans = 'GET /chatrooms/{chatId}/testplans'
  await player.ask('plans', plans, { as: kid, path })
  const page = await player.ask('plans, first page', plans, { as: kid, path, query: { limit: 1 } })
  await player.ask('plans, second page', plans, {
    ...{ as: kid, path, query: { limit: 1, cursor: page.body.nextCursor } },
  })
  await player.ask("another user's plans", plans, { as: tutor, path })
  const english = await player.need(open, { as: kid, body: { title: 'English' } })
  await player.ask('ask in English', post, {
    as: kid,
    path: { chatId: english.chatId },
    body: { text: 'The math and physics exam is in 3 days, make the plan now' },
  })

  const change = 'PATCH /chatrooms/{chatId}/testplan'
  const mark = 'PUT /chatrooms/{chatId}/testplan/days/{date}/tasks/{index}'
  const aim = { subjects: ['Algebra', 'Geometry'], examDate: day(2) }
  await player.ask('change the plan', change, { as: kid, path, key: 'c', body: aim })
  await player.ask('change it again with the same key', change, { as: kid, path, key: 'c', body: aim })
  await player.ask('the same key with another change', change, { as: kid, path, key: 'c', body: { title: 'X' } })
  const task = { ...path, date: day(0), index: 1 }
  await player.ask('do a task', mark, { as: kid, path: task, key: 'm', body: { done: true } })
  await player.ask('do it again with the same key', mark, { as: kid, path: task, key: 'm', body: { done: true } })
  await player.ask('the same key to undo it', mark, { as: kid, path: task, key: 'm', body: { done: false } })
  await player.ask('change the subjects where a task is done', change, { as: kid, path, body: { subjects: ['Art'] } })
  await player.ask('do a task of another day', mark, {
    ...{ as: kid, path: { ...task, date: '2020-01-01' }, body: { done: true } },
  })
  await player.ask('do a task that is none', mark, { as: kid, path: { ...task, index: 9 }, body: { done: true } })
  await player.ask("do another user's task", mark, { as: tutor, path: task, body: { done: true } })
  await player.ask("change another user's plan", change, { as: tutor, path, body: {} })
  await player.ask('a change to an exam that is past', change, { as: kid, path, body: { examDate: '2020-01-01' } })
  const bare = await player.need(open, { as: kid, body: { title: 'Bare' } })
  await player.ask('change a plan that is not there', change, { as: kid, path: { chatId: bare.chatId }, body: {} })
  await player.ask('do a task where there is no plan', mark, {
    ...{ as: kid, path: { ...task, chatId: bare.chatId }, body: { done: true } },
  })
  const rename = 'PATCH /chatrooms/{chatId}'
  await player.ask('rename the room', rename, { as: kid, path, key: 'r', body: { title: 'Retakes' } })
  await player.ask('rename it again with the same key', rename, { as: kid, path, key: 'r', body: { title: 'Retakes' } })
  await player.ask('the same key with another name', rename, { as: kid, path, key: 'r', body: { title: 'Other' } })
  await player.ask("rename another user's room", rename, { as: tutor, path, body: { title: 'Mine' } })
  await player.ask('rename to nothing', rename, { as: kid, path, body: { title: ' ' } })
  const leave = 'DELETE /chatrooms/{chatId}'
  const gone = { chatId: bare.chatId }
  await player.ask("delete another user's room", leave, { as: tutor, path: gone })
  await player.ask('delete a room', leave, { as: kid, path: gone, key: 'l' })
  await player.ask('delete it again with the same key', leave, { as: kid, path: gone, key: 'l' })
  await player.ask('delete it once more', leave, { as: kid, path: gone })
  await player.ask('the same key for another room', leave, { as: kid, path, key: 'l' })
  await player.ask('a room that is deleted', 'GET /chatrooms/{chatId}', { as: kid, path: gone })

  const messages = 'GET /chatrooms/{chatId}/messages'
  await player.ask('messages', messages, { as: kid, path })
  const first = await player.ask('messages, first page', messages, { as: kid, path, query: { limit: 2 } })
  await player.ask('messages, second page', messages, {
    ...{ as: kid, path, query: { limit: 2, cursor: first.body.nextCursor } },
  })
  await player.ask('messages after one', messages, { as: kid, path, query: { after: 1 } })
  await player.ask('messages after the last', messages, { as: kid, path, query: { after: 99 } })
  await player.ask('messages after minus one', messages, { as: kid, path, query: { after: -1 } })
  await player.ask("another user's messages", messages, { as: tutor, path })
  await player.ask('rooms', 'GET /chatrooms', { as: kid })
  const rooms = await player.ask('rooms, first page', 'GET /chatrooms', { as: kid, query: { limit: 1 } })
  await player.ask('rooms, second page', 'GET /chatrooms', {
    ...{ as: kid, query: { limit: 1, cursor: rooms.body.nextCursor } },
  })
  await player.ask('rooms of who has none', 'GET /chatrooms', { as: tutor })
}

export interface Hoard {
  readonly hoarder: Person
  readonly rooms: readonly string[]
}

/** The maximum number of rooms, and of plans in the first one: hundreds of unrecorded calls. */
export const hoards = async (player: Player, hoarder: Person): Promise<Hoard> => {
  const rooms: string[] = []
  while (rooms.length < 100)
    rooms.push((await player.need('POST /chatrooms', { as: hoarder, body: { title: `Room ${rooms.length}` } })).chatId)
  const path = { chatId: rooms[0] ?? '' }
  for (let count = 0; count < 100; count += 1) {
    await player.need('POST /chatrooms/{chatId}/testplan', { as: hoarder, path, body: {} })
    await player.need('DELETE /chatrooms/{chatId}/testplan', { as: hoarder, path })
  }
  return { hoarder, rooms }
}

export const chatLimits = async (player: Player, { hoarder, rooms }: Hoard): Promise<void> => {
  player.story('limits of a chat')
  const path = { chatId: rooms[0] ?? '' }
  await player.ask('more rooms than one has', 'POST /chatrooms', { as: hoarder, body: { title: 'One more' } })
  await player.ask('more plans than a room has', 'POST /chatrooms/{chatId}/testplan', { as: hoarder, path, body: {} })
  await player.ask('ask where no plan is left', 'POST /chatrooms/{chatId}/messages', {
    ...{ as: hoarder, path, body: { text: 'make the plan now' } },
  })
}
