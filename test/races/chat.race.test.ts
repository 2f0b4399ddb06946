// Concurrent calls in one chatroom: for its first plan, for the next message, with and without faults.

import { afterAll, expect, test } from 'vitest'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { type Fault, faults } from '#test/support/faults.ts'
import type { User } from '#test/support/people.ts'
import { chatting } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { pause } = runtime()
afterAll(() => {
  world.fails(undefined)
  bindRuntime({ pause })
})

const times = <T>(count: number, call: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => call(at)))
const saying = ({ status, code }: { status: number; code?: string | undefined }): string => `${status} ${code ?? 'ok'}`
/** The answers and their counts. */
const tally = (answers: readonly { status: number; code?: string | undefined }[]) =>
  Object.fromEntries([...Map.groupBy(answers, saying)].map(([said, each]) => [said, each.length]))

/** What people said in a room, whose messages have no gaps. */
const texts = async (as: User, path: { chatId: string }): Promise<string[]> => {
  const listed = await as.api.chat.listMessages({ path, query: { limit: '100' } })
  if (!listed.ok) throw new Error(`cannot list: ${listed.code}`)
  const { items } = listed.body
  expect(items.map(({ seq }) => seq)).toEqual(items.map((_, at) => at + 1))
  const times = items.map(({ createdAt }) => createdAt)
  expect(times).toEqual(times.toSorted())
  return items.filter(({ senderId }) => senderId !== 'assistant').map(({ text }) => text)
}
const planIds = async (as: User, path: { chatId: string }): Promise<number[]> => {
  const listed = await as.api.chat.listTestPlans({ path })
  return listed.ok ? listed.body.items.map(({ planId }) => planId) : []
}
const expectSound = async (): Promise<void> => {
  const { violations, unsettled } = await world.table.audit()
  expect([violations, unsettled]).toEqual([[], 0])
}

test('30 requests for the first plan of a room, while people speak: one plan, 29 refused, no message lost', async () => {
  const { as, path } = await chatting(world)
  for (const planId of [1, 2]) {
    const [plans, messages] = await Promise.all([
      times(30, () => as.api.chat.createTestPlan({ path, body: {} })),
      times(20, (at) => as.api.chat.postMessage({ path, body: { text: `${planId}-${at}` } })),
    ])
    expect(tally(plans)).toEqual({ '201 ok': 1, '400 testplan-exists': 29 })
    expect(plans.flatMap((plan) => (plan.ok ? plan.body.planId : []))).toEqual([planId])
    expect(tally(messages)).toEqual({ '201 ok': 20 })
    expect(await texts(as, path)).toHaveLength(20 * planId)
    const deleted = await times(10, () => as.api.chat.deleteTestPlan({ path }))
    expect(tally(deleted)).toEqual({ '204 ok': 1, '404 testplan-not-found': 9 })
  }
  expect(await planIds(as, path)).toEqual([1, 2])
  await expectSound()
})

test('20 messages at once that ask for a plan are all kept, and bring about one', async () => {
  const { as, path } = await chatting(world)
  const answers = await times(20, (at) => as.api.chat.postMessage({ path, body: { text: `${at}: make the plan now` } }))
  expect(tally(answers)).toEqual({ '201 ok': 20 })
  expect(answers.filter((answer) => answer.ok && answer.body.testPlan)).toHaveLength(1)
  expect(new Set(await texts(as, path)).size).toBe(20)
  expect(await planIds(as, path)).toEqual([1])
  await expectSound()
})

test('plans asked for, made and deleted at once get the numbers 1, 2, 3 ...', { timeout: 60_000 }, async () => {
  const random = seeded(seedOfRun)
  const { as, path } = await chatting(world)
  const answers = await times(60, async (at) => {
    const dice = random()
    if (dice < 0.35) return { kind: 'create', answer: await as.api.chat.createTestPlan({ path, body: {} }) }
    if (dice < 0.6) return { kind: 'delete', answer: await as.api.chat.deleteTestPlan({ path }) }
    return { kind: 'say', answer: await as.api.chat.postMessage({ path, body: { text: `${at}: 계획 세워줘` } }) }
  })
  const refused = answers.filter(({ answer }) => !answer.ok).map(({ kind, answer }) => `${kind} ${saying(answer)}`)
  const allowed = ['create 400 testplan-exists', 'delete 404 testplan-not-found']
  expect(
    refused.filter((one) => !allowed.includes(one)),
    `seed ${seedOfRun}`,
  ).toEqual([])
  const made = answers.flatMap(({ answer }) => {
    const body =
      answer.ok && answer.body ? (answer.body as { planId?: number; testPlan?: { planId: number } | null }) : {}
    return body.planId ?? body.testPlan?.planId ?? []
  })
  expect(made.toSorted((one, other) => one - other)).toEqual(made.map((_, at) => at + 1))
  expect(await planIds(as, path)).toEqual(made.map((_, at) => at + 1).slice(0, 20))
  expect(await texts(as, path)).toHaveLength(answers.filter(({ kind }) => kind === 'say').length)
  await expectSound()
})

test('while every kind of fault strikes, what was acknowledged is there once', { timeout: 60_000 }, async () => {
  const random = seeded(seedOfRun)
  const { as, path } = await chatting(world)
  bindRuntime({ pause: (ms) => pause(Math.min(ms, 5)) })
  world.fails(() => (random() < 0.1 ? (faults[Math.floor(random() * faults.length)] as Fault) : undefined))
  /** A client that retries. */
  const insist = async <T extends { status: number; code?: string | undefined }>(ask: () => Promise<T>): Promise<T> => {
    for (let tries = 0; tries < 40; tries += 1) {
      const answer = await ask()
      if (answer.status < 500) return answer
    }
    throw new Error(`seed ${seedOfRun}: no answer`)
  }
  const said = Array.from({ length: 40 }, (_, at) => (at % 4 === 0 ? `${at}: make the plan now` : `${at}`))
  const [messages, others] = await Promise.all([
    Promise.all(
      said.map((text) =>
        insist(() => as.api.chat.postMessage({ path, key: text.split(':')[0] ?? '', body: { text } })),
      ),
    ),
    times(20, (at) =>
      insist(async () => {
        const input = { path, key: `plan-${at}` }
        return at % 2 ? as.api.chat.deleteTestPlan(input) : as.api.chat.createTestPlan({ ...input, body: {} })
      }),
    ),
  ])
  world.fails(undefined)
  expect(tally(messages)).toEqual({ '201 ok': 40 })
  expect(
    others.map(saying).filter((one) => !/^(20[14] ok|400 testplan-exists|404 testplan-not-found)$/.test(one)),
  ).toEqual([])
  expect((await texts(as, path)).toSorted()).toEqual(said.toSorted())
  const made = [
    ...messages.flatMap((one) => (one.ok && one.body.testPlan ? one.body.testPlan.planId : [])),
    ...others.flatMap((one) => (one.ok && one.body ? one.body.planId : [])),
  ]
  expect(await planIds(as, path), `seed ${seedOfRun}`).toEqual(made.toSorted((one, other) => one - other))
  await expectSound()
})
