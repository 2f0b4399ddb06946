// The scenes of the demo. Within a scene, all people act concurrently.

import { type Character, characters, expenses, type Fixture, favours, fixtures, PASSWORD } from './cast.ts'
import { done, got, type Visit } from './visit.ts'

export interface Person {
  readonly username: string
  readonly userId: string
  readonly accountId: string
  readonly api: ReturnType<Visit['as']>
}

/** How often a sign-in is repeated. */
const SIGN_INS = 5

/** Registers everyone, signs them in and opens their accounts, unless an earlier run did. */
export const arrive = (visit: Visit): Promise<Person[]> =>
  Promise.all(characters.map((character, at) => settle(visit, character, at)))

/** @param from the first number of the accounts */
export const settle = async (
  visit: Visit,
  { username, firstName, lastName, bank }: Character,
  at: number,
  from = 110,
): Promise<Person> => {
  const { users } = visit.as()
  const registration = { username, email: `${username}@example.com`, password: PASSWORD, firstName, lastName }
  const key = visit.key('arrive')
  done(`registering ${username}`, await users.register({ key, body: registration }), 'username-taken')
  const signIn = () => users.createTokens({ body: { username, password: PASSWORD } })
  let signedIn = await signIn()
  // A sign-in takes no key, so the client does not repeat it; on a busy machine the store may answer late.
  for (let again = 0; again < SIGN_INS && signedIn.status === 503; again += 1) signedIn = await signIn()
  const api = visit.as(got(`signing in as ${username}`, signedIn).accessToken)
  const account = { bank, accountNumber: `${from + at}-2026-${String(734_219 * (at + 1)).padStart(8, '0')}` }
  done(`${username}'s account`, await api.wallet.openAccount({ key, body: account }), 'account-exists')
  const { items } = got(`${username}'s accounts`, await api.wallet.listAccounts({}))
  const [{ accountId = '', ownerId: userId = '' } = {}] = items
  return { username, userId, accountId, api }
}

/**
 * Deposits a salary, withdraws expenses and transfers to the next person, all concurrently, so that two people write to each
 * account.
 */
export const spend = async (visit: Visit, people: readonly Person[]): Promise<void> => {
  await Promise.all(people.map((person, at) => live(visit, person, pick(people, at + 1), at)))
}

const live = async (visit: Visit, { username, accountId, api }: Person, friend: Person, at: number): Promise<void> => {
  const { wallet } = api
  const path = { accountId }
  const salary = { amount: 2_600_000 + at * 70_000, information: 'salary' }
  got(`${username}'s salary`, await wallet.deposit({ path, key: visit.key('salary'), body: salary }))
  for (const nth of [0, 1]) {
    const body = { amount: 38_000 + 9_500 * ((at * 7 + nth * 5) % 40), information: pick(expenses, at + nth * 2) }
    got(`${username}'s expense`, await wallet.withdraw({ path, key: visit.key('expense', nth), body }))
  }
  const favour = { amount: 8_000 + 1500 * at, information: pick(favours, at) }
  const body = { fromAccountId: accountId, toAccountId: friend.accountId, ...favour }
  got(`${username}'s transfer`, await wallet.transfer({ key: visit.key('favour'), body }))
}

/** @returns whether the withdrawal succeeded */
export const overdraw = async (visit: Visit, { accountId, api }: Person): Promise<boolean> => {
  const body = { amount: 1_000_000_000_000, information: 'a football club' }
  const answer = await api.wallet.withdraw({ path: { accountId }, key: visit.key('overdraw'), body })
  return done('the overdraft', answer, 'insufficient-balance')
}

export interface Played extends Fixture {
  readonly matchId: string
  /** The number of applicants who got match-full. */
  readonly rejectionOf: number
  readonly seated: readonly Person[]
}

export const play = (visit: Visit, people: readonly Person[]): Promise<Played[]> =>
  Promise.all(fixtures.map((fixture, at) => gather(visit, people, fixture, at)))

/** Plays one match: a host opens it, players apply concurrently, those without a seat wait for one, some withdraw. */
const gather = async (visit: Visit, people: readonly Person[], fixture: Fixture, at: number): Promise<Played> => {
  const { title, venue, durationMinutes, maxPlayerCount, fee, parkingCapacity, applicants, leave } = fixture
  const host = pick(people, at * 3)
  const key = visit.key('match', at)
  const body = { title, venue, startsAt: startOf(visit.day, fixture) }
  const terms = { durationMinutes, maxPlayerCount, fee, parkingCapacity }
  const opened = await host.api.matches.openMatch({ key, body: { ...body, ...terms } })
  const { matchId } = got(title, opened)
  const path = { matchId }
  const crowd = Array.from({ length: applicants }, (_, nth) => pick(people, at * 5 + nth))
  const seats = await Promise.all(
    crowd.map(async ({ api }) => {
      const isSeated = done(title, await api.matches.applyToMatch({ path, key }), 'match-full')
      if (!isSeated) got(title, await api.matches.joinWaitingList({ path, key }))
      return isSeated
    }),
  )
  const leavers = crowd.slice(0, leave)
  for (const { api } of leavers) got(title, await api.matches.withdrawFromMatch({ path, key }))
  if (fixture.cancelled) got(title, await host.api.matches.cancelMatch({ path, key }))
  const seated = crowd.filter((person, nth) => seats[nth] && !leavers.includes(person))
  return { ...fixture, matchId, rejectionOf: seats.filter((seat) => !seat).length, seated }
}

/** Every player with a seat in a match with a fee pays through the sandbox page. @returns the number of successful payments */
export const pay = async (visit: Visit, sandbox: string, played: readonly Played[]): Promise<number> => {
  const costly = played.filter(({ fee }) => fee > 0)
  const seats = costly.flatMap(({ matchId, seated }) => seated.map((person) => ({ person, matchId })))
  const statuses = await Promise.all(
    seats.map(async ({ person: { username, api }, matchId }, at) => {
      const gateway = pick(['KAKAOPAY', 'TOSS'] as const, at)
      const key = visit.key('pay', matchId)
      const billed = await api.billing.createBilling({ key, body: { orders: [{ matchId }], gateway } })
      const path = { billingId: got(`${username}'s billing`, billed).billingId }
      const begun = await api.billing.beginPayment({ path, key })
      done(`${username}'s payment`, begun, 'billing-state')
      if (begun.ok) await approve(begun.body.redirectUrl, sandbox)
      return got(`${username}'s billing`, await api.billing.getBilling({ path })).status
    }),
  )
  return statuses.filter((status) => status === 'SUCCESS').length
}

/** On a second run, the page reports that the payment is complete. Pages of real gateways are skipped. @param fault of the sandbox */
export const approve = async (page: string, sandbox: string, fault = ''): Promise<void> => {
  if (!page.startsWith(`${sandbox}/`)) return
  await (await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'approve', fault }) })).text()
}

const startOf = (day: string, { inDays, at }: Fixture): string =>
  new Date(Date.parse(`${day}T${at}:00+09:00`) + inDays * 24 * 60 * 60 * 1000).toISOString()

const pick = <T>(all: readonly T[], at: number): T => all[at % all.length] as T
