// Chatrooms against their model: users open rooms, post messages, create and delete plans; the model predicts every answer.

import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { plusDays, seoulDay } from '#domain/chat/days.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { type Acts, everyPage, expectSound, plays, receipts, type Stage, stage } from '#test/support/model.ts'
import { ChatModel, type Message, type Plan, viewOf } from './model.ts'

const PEOPLE = 2
const by = fc.constantFrom(0, 0, 0, 1)
/** An index beyond the opened rooms is an unknown room. */
const room = fc.constantFrom(0, 0, 0, 1, 2)
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const key = maybe(fc.nat(5).map((number) => `k${number}`))
const limit = fc.integer({ min: 1, max: 3 })

const steps = {
  open: fc.record({ by, title: fc.constantFrom('Finals', '기말고사') }),
  say: fc.record({ by, room, text: fc.constantFrom('Hello', '안녕', 'I have a plan'), key }),
  // Days of an exam, from today; some are too far ahead.
  ask: fc.record({
    by,
    room,
    subject: maybe(fc.constantFrom('수학', '영어')),
    days: maybe(fc.constantFrom(0, 3, 150, 366, 400)),
    key,
  }),
  create: fc.record({
    by,
    room,
    title: maybe(fc.constant('Math')),
    subjects: maybe(fc.subarray(['math', 'art', '국어'])),
    days: maybe(fc.constantFrom(-1, 0, 1, 2, 366, 367)),
    key,
  }),
  drop: fc.record({ by, room, key }),
  change: fc.record({
    by,
    room,
    title: maybe(fc.constant('Math')),
    subjects: maybe(fc.subarray(['math', 'art', '국어'])),
    days: maybe(fc.constantFrom(-1, 0, 1, 2, 5, 367)),
    key,
  }),
  // The place of a day and of a task in it; some are none.
  mark: fc.record({ by, room, day: fc.nat(3), task: fc.nat(2), done: fc.boolean(), key }),
  rename: fc.record({ by, room, title: fc.constantFrom('Finals', 'Retakes'), key }),
  leave: fc.record({ by, room, key }),
  tick: fc.record({ hours: fc.constantFrom(0.001, 1, 8, 30) }),
  look: fc.record({ by, room, limit, after: maybe(fc.nat(6)) }),
}

const play = (own: Stage) => {
  const { clock } = own
  const model = new ChatModel(clock)
  const write = receipts(clock)
  const idOf = (at: number) => (own.people[at] as Stage['people'][number]).userId
  const as = (at: number) => (own.people[at] as Stage['people'][number]).api.chat
  const pathOf = (at: number) => ({ chatId: model.idAt(at) })
  const dayIn = (days: number) => plusDays(seoulDay(clock.iso()), days)
  /** A call with or without a key. */
  const call = <I extends object>(input: I, key: string | undefined) => ({ ...input, ...(key ? { key } : {}) })
  type Said = { message: Message; testPlan: Plan | null; reply: { seq: number; text: string } | null }
  const speak = (by: number, room: number, text: string, key: string | undefined, done: () => Plan | null) => {
    const input = { path: pathOf(room), body: { text } }
    return write<Said>({
      ...{ caller: `${by}`, operation: 'say', key, request: input, status: 201 },
      refusal: model.entering(room, idOf(by)),
      send: () => as(by).postMessage(call(input, key)),
      done: (told) => {
        const message = model.say(room, text)
        const testPlan = done()
        const said = testPlan && model.answer(room, told.reply?.text ?? '')
        expect(told).toEqual({ message, testPlan, reply: said && { seq: said.seq, text: said.text } })
      },
    })
  }

  /** What people said in a room. */
  const said = (room: number) => model.at(room).messages.filter(({ senderId }) => senderId !== 'assistant')

  const acts: Acts<typeof steps> = {
    open: ({ by, title }) =>
      write<{ chatId: string }>({
        ...{ caller: `${by}`, operation: 'open', request: title, status: 201, refusal: undefined },
        send: () => as(by).openChatroom({ body: { title } }),
        done: (told) => {
          const made = { chatId: told.chatId, ownerId: idOf(by), title, createdAt: clock.iso() }
          model.rooms.push({ ...made, isDeleted: false, messages: [], plans: [], current: undefined })
          expect(told).toEqual(viewOf(model.at(model.rooms.length - 1)))
        },
      }),
    say: ({ by, room, text, key }) => speak(by, room, text, key, () => null),
    ask: ({ by, room, subject = '', days, key }) => {
      const text = `${subject} 시험${days === undefined ? '' : ` ${dayIn(days)}`} 계획을 세워줘`
      return speak(by, room, text, key, () => {
        if (model.at(room).current) return null
        // Earlier messages that asked for a plan count too.
        const heard = said(room).map(({ text }) => text)
        const subjects = [...new Set(heard.flatMap((text) => /수학|영어/.exec(text)?.[0] ?? []))]
        return model.make(room, { subjects, examDate: examOf(said(room), dayIn(0), dayIn(366)) })
      })
    },
    create: ({ by, room, key, ...asked }) => {
      const aim = {
        title: asked.title,
        subjects: asked.subjects,
        examDate: asked.days === undefined ? undefined : dayIn(asked.days),
      }
      const body = Object.fromEntries(Object.entries(aim).filter(([, value]) => value !== undefined))
      const input = { path: pathOf(room), body }
      const outside = asked.days !== undefined && (asked.days < 0 || asked.days > 366)
      return write<Plan>({
        ...{ caller: `${by}`, operation: 'create', key, request: input, status: 201 },
        refusal: outside ? '400 invalid-request' : model.creating(room, idOf(by)),
        send: () => as(by).createTestPlan(call(input, key)),
        done: (told) => expect(told).toEqual(model.make(room, body)),
      })
    },
    drop: ({ by, room, key }) =>
      write<undefined>({
        ...{ caller: `${by}`, operation: 'drop', key, request: pathOf(room), status: 204 },
        refusal: model.needingPlan(room, idOf(by)),
        send: () => as(by).deleteTestPlan(call({ path: pathOf(room) }, key)),
        done: () => {
          model.at(room).current = undefined
        },
      }),
    change: ({ by, room, key, ...asked }) => {
      const aim = {
        title: asked.title,
        subjects: asked.subjects,
        examDate: asked.days === undefined ? undefined : dayIn(asked.days),
      }
      const body = Object.fromEntries(Object.entries(aim).filter(([, value]) => value !== undefined))
      const input = { path: pathOf(room), body }
      const outside = asked.days !== undefined && (asked.days < 0 || asked.days > 366)
      return write<Plan>({
        ...{ caller: `${by}`, operation: 'change', key, request: input, status: 200 },
        refusal: outside ? '400 invalid-request' : model.needingPlan(room, idOf(by)),
        send: () => as(by).changeTestPlan(call(input, key)),
        done: (told) => {
          const plan = model.at(room).current as Plan
          model.change(plan, body)
          expect(told).toEqual(plan)
        },
      })
    },
    mark: ({ by, room, day, task, done, key }) => {
      const found = model.rooms[room]?.current?.days[day]
      const path = { ...pathOf(room), date: found?.date ?? '2026-01-01', index: `${task}` }
      const input = { path, body: { done } }
      return write<Plan>({
        ...{ caller: `${by}`, operation: 'mark', key, request: input, status: 200 },
        refusal: model.needingPlan(room, idOf(by)) ?? (found?.tasks[task] ? undefined : '404 task-not-found'),
        send: () => as(by).markTask(call(input, key)),
        done: (told) => {
          Object.assign(found?.tasks[task] ?? {}, { done })
          expect(told).toEqual(model.at(room).current)
        },
      })
    },
    rename: ({ by, room, title, key }) => {
      const input = { path: pathOf(room), body: { title } }
      return write<object>({
        ...{ caller: `${by}`, operation: 'rename', key, request: input, status: 200 },
        refusal: model.entering(room, idOf(by)),
        send: () => as(by).renameChatroom(call(input, key)),
        done: (told) => {
          model.at(room).title = title
          expect(told).toEqual(viewOf(model.at(room)))
        },
      })
    },
    leave: ({ by, room, key }) =>
      write<undefined>({
        ...{ caller: `${by}`, operation: 'leave', key, request: pathOf(room), status: 204 },
        refusal: model.entering(room, idOf(by)),
        send: () => as(by).deleteChatroom(call({ path: pathOf(room) }, key)),
        done: () => {
          model.at(room).isDeleted = true
        },
      }),
    tick: async ({ hours }) => {
      clock.at += hours * 60 * 60 * 1000
    },
    look: async ({ by, room, limit, after }) => {
      const path = pathOf(room)
      const paged = (cursor?: string) => ({ limit: `${limit}`, ...(cursor ? { cursor } : {}) })
      const mine = await everyPage(limit, (cursor) => as(by).listChatrooms({ query: paged(cursor) }))
      expect(mine).toEqual(model.roomsOf(idOf(by)))
      const [shown, plan] = [await as(by).getChatroom({ path }), await as(by).getTestPlan({ path })]
      const refusal = model.entering(room, idOf(by))
      expect(`${shown.status} ${shown.code ?? 'ok'}`).toBe(refusal ?? '200 ok')
      expect(`${plan.status} ${plan.code ?? 'ok'}`).toBe(model.needingPlan(room, idOf(by)) ?? '200 ok')
      const since = (cursor?: string) => ({ ...paged(cursor), ...(after === undefined ? {} : { after: `${after}` }) })
      const messages = (cursor?: string) => as(by).listMessages({ path, query: since(cursor) })
      const plans = (cursor?: string) => as(by).listTestPlans({ path, query: paged(cursor) })
      if (refusal) {
        for (const answer of [await messages(), await plans()]) expect(`${answer.status} ${answer.code}`).toBe(refusal)
        return
      }
      expect(shown.body).toEqual(viewOf(model.at(room)))
      if (plan.ok) expect(plan.body).toEqual(model.at(room).current)
      expect(await everyPage(limit, messages)).toEqual(model.at(room).messages.slice(after ?? 0))
      expect(await everyPage(limit, plans)).toEqual(model.at(room).plans)
    },
  }
  return acts
}

/** The last mentioned day in reach; the day of the message only if there is no other. */
const examOf = (messages: readonly Message[], first: string, last: string): string | null => {
  const named = messages.flatMap(({ text, createdAt }) => {
    const day = /\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? ''
    return day >= first && day <= last ? [{ day, sameDay: day === seoulDay(createdAt) }] : []
  })
  return (named.findLast(({ sameDay }) => !sameDay) ?? named.at(-1))?.day ?? null
}

test('the model predicts all actions in chatrooms', { timeout: 60_000 }, () =>
  plays(
    steps,
    { say: 3, ask: 5, create: 5, drop: 3, change: 5, mark: 8, rename: 2, tick: 2, look: 3 },
    async (history) => {
      const own = await stage(PEOPLE)
      const acts = play(own)
      await acts.open({ by: 0, title: 'Finals' })
      await acts.open({ by: 1, title: 'Finals' })
      await history(acts)
      for (const [by, room] of [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 2],
      ] as const)
        await acts.look({ by, room, limit: 2, after: 1 })
      await expectSound(own)
    },
  ),
)

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))
