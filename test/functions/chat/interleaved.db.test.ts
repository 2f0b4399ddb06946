// Overlapping calls on one room: a message's decision must still hold when it is stored.

import { afterEach, expect, test } from 'vitest'
import { interleaved } from '#test/support/interleave.ts'
import { ok } from '#test/support/ok.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => world.fails(undefined))
const ASKING = { text: 'make the plan now' }

const expectSound = async () => expect((await world.table.audit()).violations).toEqual([])

test('a message that asks while the plan is deleted brings about the next one', async () => {
  const { as, path } = await chatting(world, true)
  world.fails(interleaved(async () => expect((await as.api.chat.deleteTestPlan({ path })).status).toBe(204)))
  const asked = ok(await as.api.chat.postMessage({ path, body: ASKING }))
  expect(asked.testPlan?.planId).toBe(2)
  expect(ok(await as.api.chat.getTestPlan({ path })).planId).toBe(2)
  await expectSound()
})

test('a message that asks while a plan is made is kept, and brings about none', async () => {
  const { as, path } = await chatting(world)
  world.fails(interleaved(async () => ok(await as.api.chat.createTestPlan({ path, body: {} }))))
  expect(ok(await as.api.chat.postMessage({ path, body: ASKING })).testPlan).toBeNull()
  expect(ok(await as.api.chat.getTestPlan({ path })).planId).toBe(1)
  await expectSound()
})

test('a plan is deleted after the message that found it, or the message finds none', async () => {
  const { as, path } = await chatting(world, true)
  world.fails(interleaved(async () => ok(await as.api.chat.postMessage({ path, body: ASKING }))))
  expect((await as.api.chat.deleteTestPlan({ path })).status).toBe(204)
  expect(ok(await as.api.chat.listTestPlans({ path })).items).toHaveLength(1)
  await expectSound()
})

test('a message that asks for nothing does not care for the plan', async () => {
  const { as, path } = await chatting(world, true)
  world.fails(interleaved(async () => as.api.chat.deleteTestPlan({ path })))
  const before = ok(await as.api.chat.postMessage({ path, body: { text: 'Hello' } }))
  expect(before.message.seq).toBe(1)
  await expectSound()
})
