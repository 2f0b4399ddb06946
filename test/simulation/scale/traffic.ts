// A normal day: people who look at matches, chat, pay and book, in a stated mix.

import type { AnyAnswer } from '#kernel/client/answer.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { prepared } from './scenario.ts'
import type { Stage, User } from './stage.ts'

export const matchBody = (stage: Stage, maxPlayerCount: number) => ({
  ...{ title: 'Futsal', venue: 'Seoul', durationMinutes: 120, maxPlayerCount, fee: 0 },
  startsAt: after(stage.now(), DAY_MS),
})

/** A user with an account that holds some won. */
export const withAccount = async (stage: Stage, balance: number) => {
  const user = await stage.user()
  const number = `${100_000_000 + stage.numbered()}`
  const opened = { body: { bank: 'Hana', accountNumber: number }, key: user.key() }
  const { accountId } = await prepared(user.api.wallet.openAccount(opened))
  const deposit = { path: { accountId }, body: { amount: balance, information: 'salary' }, key: user.key() }
  if (balance > 0) await prepared(user.api.wallet.deposit(deposit))
  return { user, accountId }
}

/** A person of the population, with what they have. */
interface Person {
  readonly user: User
  readonly accountId: string
  readonly chatId: string
}

interface Population {
  readonly people: readonly Person[]
  readonly matchIds: readonly string[]
}

interface Habit {
  /** Calls of an active user on a day. */
  readonly aDay: number
  readonly call: (person: Person, population: Population, stage: Stage) => Promise<AnyAnswer>
}

const any = <T>(all: readonly T[], { random }: Stage): T => all[Math.floor(random() * all.length)] as T

/** The mix of a day. Payments by gateways and uploads of images are left out: both wait for others than AWS. */
const habits: Readonly<Record<string, Habit>> = {
  'matches.listMatches': { aDay: 6, call: ({ user }) => user.api.matches.listMatches({}) },
  'matches.getMatch': {
    aDay: 4,
    call: ({ user }, { matchIds }, stage) => user.api.matches.getMatch({ path: { matchId: any(matchIds, stage) } }),
  },
  'matches.listMyApplications': { aDay: 1, call: ({ user }) => user.api.matches.listMyApplications({}) },
  'matches.applyToMatch': {
    aDay: 0.2,
    call: ({ user }, { matchIds }, stage) =>
      user.api.matches.applyToMatch({ path: { matchId: any(matchIds, stage) }, key: user.key() }),
  },
  'matches.openMatch': {
    aDay: 0.01,
    call: ({ user }, _, stage) => user.api.matches.openMatch({ body: matchBody(stage, 18), key: user.key() }),
  },
  'wallet.getAccount': {
    aDay: 1,
    call: ({ user, accountId }) => user.api.wallet.getAccount({ path: { accountId } }),
  },
  'wallet.listTransactions': {
    aDay: 0.5,
    call: ({ user, accountId }) => user.api.wallet.listTransactions({ path: { accountId } }),
  },
  'wallet.deposit': {
    aDay: 0.1,
    call: ({ user, accountId }) =>
      user.api.wallet.deposit({ path: { accountId }, body: { amount: 1000, information: 'top up' }, key: user.key() }),
  },
  'wallet.transfer': {
    aDay: 0.05,
    call: ({ user, accountId }, { people }, stage) => {
      const other = any(people, stage).accountId
      const body = { fromAccountId: accountId, toAccountId: other, amount: 100, information: 'lunch' }
      return user.api.wallet.transfer({ body, key: user.key() })
    },
  },
  'chat.listChatrooms': { aDay: 2, call: ({ user }) => user.api.chat.listChatrooms({}) },
  'chat.listMessages': { aDay: 4, call: ({ user, chatId }) => user.api.chat.listMessages({ path: { chatId } }) },
  'chat.postMessage': {
    aDay: 2,
    call: ({ user, chatId }) =>
      user.api.chat.postMessage({
        path: { chatId },
        body: { text: 'The math exam is in three weeks' },
        key: user.key(),
      }),
  },
  'friends.listFriends': { aDay: 1, call: ({ user }) => user.api.friends.listFriends({}) },
  'coupons.listCoupons': { aDay: 0.5, call: ({ user }) => user.api.coupons.listCoupons({}) },
  'billing.listBillings': { aDay: 0.2, call: ({ user }) => user.api.billing.listBillings({}) },
}

/** Calls of an active user on a day. */
export const callsADay = Object.values(habits).reduce((sum, { aDay }) => sum + aDay, 0)

const person = async (stage: Stage): Promise<Person> => {
  const { user, accountId } = await withAccount(stage, 100_000)
  const { chatId } = await prepared(user.api.chat.openChatroom({ body: { title: 'Finals' }, key: user.key() }))
  return { user, accountId, chatId }
}

/** One person for so many calls of a run: those who come back are served from what they have. */
const CALLS_A_PERSON = 20
const PEOPLE_A_MATCH = 10

const population = async (stage: Stage, count: number): Promise<Population> => {
  const people: Person[] = []
  for (let at = 0; at < count; at += 1) people.push(await person(stage))
  const matchIds: string[] = []
  for (let at = 0; at < Math.max(20, count / PEOPLE_A_MATCH); at += 1) {
    const { user } = people[at % people.length] as Person
    const opened = { body: matchBody(stage, 18), key: user.key() }
    matchIds.push((await prepared(user.api.matches.openMatch(opened))).matchId)
  }
  return { people, matchIds }
}

/** Calls in the mix of a day, at random times; each belongs to the group `other users`. */
export const withTraffic = async (
  stage: Stage,
  { perSecond, seconds, group = 'other users' }: { perSecond: number; seconds: number; group?: string },
): Promise<void> => {
  const calls = Math.round(perSecond * seconds)
  if (calls === 0) return
  const all = await population(stage, Math.min(2000, Math.max(20, Math.ceil(calls / CALLS_A_PERSON))))
  for (let at = 0; at < calls; at += 1) {
    const { call } = drawn(stage)
    const someone = any(all.people, stage)
    stage.start(`traffic-${at}`, stage.random() * seconds * 1000, () =>
      stage.measure(group, () => call(someone, all, stage)),
    )
  }
}

const drawn = ({ random }: Stage): Habit => {
  let left = random() * callsADay
  const all = Object.values(habits)
  for (const habit of all) {
    left -= habit.aDay
    if (left < 0) return habit
  }
  return all[0] as Habit
}
