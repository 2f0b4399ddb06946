// A phone app plays through everything that a person does, with the typed client and no id that a reply has not shown it.

import { beforeAll, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import { useLoopback } from '#test/support/hooks.ts'
import { useMails } from '#test/support/mails.ts'
import { useWorld } from '#test/support/world.ts'
import { Phone } from './phone.ts'
import {
  type Cast,
  coupon,
  desk,
  farewell,
  freeMatch,
  friends,
  invitations,
  money,
  news,
  paidMatch,
  people,
  secondFactor,
  studies,
  topUps,
  waitingList,
} from './scenes.ts'
import type { Town } from './town.ts'

const world = useWorld()
const mails = useMails()
useLoopback()
const phones: Phone[] = []
const town: Town = { world, mails, phones }
let cast: Cast
beforeAll(async () => {
  cast = await people(town)
})

const scenes = {
  ...{ secondFactor, friends, money, topUps, freeMatch, waitingList, invitations },
  ...{ coupon, paidMatch, studies, news, desk, farewell },
}
test.each(Object.entries(scenes))('%s', { timeout: 60_000 }, async (_, scene) => {
  await scene(town, cast)
  expect((await world.table.audit()).violations).toEqual([])
})

/** What no app calls: browsers, gateways and documents do. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'billing.approvePayment': 'The gateway sends the browser there.',
  'billing.abandonPayment': 'The gateway sends the browser there.',
  'billing.failPayment': 'The gateway sends the browser there.',
  'billing.getPaymentResult': 'The page that the browser shows in the end.',
  'billing.takeTossWebhook': 'The gateway calls it.',
  'users.showVerification': 'The page of a link in a mail.',
  'users.showPasswordReset': 'The page of a link in a mail.',
  'ops.listStoredItems': 'It shows what an audit has found, and nothing is wrong here.',
  'ops.getConsole': 'The page of operators.',
  'ops.getConsoleScript': 'The page of operators.',
  'ops.getRoot': 'A page for developers.',
  'ops.getDocs': 'A page for developers.',
  'ops.getDocsScript': 'A page for developers.',
  'ops.getOpenApi': 'A document for developers.',
  'ops.getProblem': 'A page for developers.',
  'ops.unknownRoute': 'No endpoint.',
}

test('an app calls every endpoint: one that no scene calls is missing in test/app/scenes.ts', () => {
  const called = new Set(phones.flatMap((phone) => [...phone.called]))
  const all: string[] = endpointsOf(contracts).map(({ operation }) => operation)
  expect(all.filter((one) => !called.has(one) && !(one in ELSEWHERE))).toEqual([])
  expect(Object.keys(ELSEWHERE).filter((one) => called.has(one) || !all.includes(one))).toEqual([])
})

test('an app that sends an id which nothing has shown it is stopped', async () => {
  const phone = new Phone(world.fetch)
  const path = { matchId: 'match_01m817qnm0f8namaha58n2maha' }
  await expect(phone.api.matches.getMatch({ path })).rejects.toThrow('cannot know')
})
