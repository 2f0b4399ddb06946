// Users and things that tests start with: an account, a match with its host, a seat, a campaign, a chatroom.

import { known } from './known.ts'
import { ok } from './ok.ts'
import type { User, World } from './people.ts'

export const DAY_MS = 24 * 60 * 60 * 1000
let made = 0
/** Another one each time, for what must be unique. */
export const number = (): number => ++made

/** A user with an account that holds some won. */
export const accountHolder = async (world: World, balance = 1000) => {
  const as = await known(world)
  const { accountId } = ok(
    await as.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: String(100_000 + number()) } }),
  )
  const path = { accountId }
  if (balance > 0)
    ok(await as.api.wallet.deposit({ path, key: 'first', body: { amount: balance, information: 'salary' } }))
  return { as, path }
}

export const matchBody = (world: World, fee = 0, maxPlayerCount = 18) => ({
  ...{ title: 'Futsal', venue: 'Seoul', startsAt: world.now(DAY_MS), durationMinutes: 120, maxPlayerCount, fee },
})

export const campaignBody = (world: World, maxIssueCount = 10) => ({
  ...{ name: 'Spring', discount: { type: 'AMOUNT' as const, value: 3000 } },
  ...{ maxIssueCount, minTotal: 10_000, expiresAt: world.now(DAY_MS) },
})

/** A campaign of another user. */
export const campaign = async (world: World, maxIssueCount = 10) => {
  const { api } = await world.stranger('OPERATOR')
  const { campaignId } = ok(await api.coupons.openCampaign({ body: campaignBody(world, maxIssueCount) }))
  return { as: await known(world), path: { campaignId } }
}

/** A match, with its host. */
export const hosted = async (world: World, fee = 0, maxPlayerCount = 18) => {
  const as = await world.stranger()
  const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world, fee, maxPlayerCount) }))
  return { as, path: { matchId } }
}

/** A user with a seat. */
export const seated = async (world: World) => {
  const { path } = await hosted(world)
  const as = await world.stranger()
  ok(await as.api.matches.applyToMatch({ path }))
  return { as, path }
}

/** A full match with people who wait, the first one first. @param fee of the seats */
export const awaited = async (world: World, waiting = 1, fee = 0, seats = 1) => {
  const { as: host, path } = await hosted(world, fee, seats)
  const players: User[] = []
  while (players.length < seats) {
    const player = await world.stranger()
    ok(await player.api.matches.applyToMatch({ path }))
    players.push(player)
  }
  const people: User[] = []
  while (people.length < waiting) {
    const person = await world.stranger()
    ok(await person.api.matches.joinWaitingList({ path }))
    people.push(person)
  }
  return {
    ...{ host, path, players, people },
    get player() {
      return one(players)
    },
    get first() {
      return one(people)
    },
  }
}

const one = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('The list is empty.')
  return first
}

/** A user with a chatroom, with or without a plan. */
export const chatting = async (world: World, planned = false) => {
  const as = await world.stranger()
  const { chatId } = ok(await as.api.chat.openChatroom({ body: { title: 'Finals' } }))
  const path = { chatId }
  if (planned) ok(await as.api.chat.createTestPlan({ path, body: {} }))
  return { as, path }
}
