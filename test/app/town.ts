// The people of the phone app's story, and what happens around them: mails, jobs, browsers, gateways, time.

import { handler as reconcile } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepRooms } from '#functions/chat/sweep-rooms.ts'
import { handler as deliverEvents } from '#functions/events/deliver-events.ts'
import { handler as relayEvents } from '#functions/events/relay-events.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { decide } from '#test/examples/billing.ts'
import type { Mails } from '#test/support/mails.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type World } from '#test/support/people.ts'
import { Phone } from './phone.ts'

export interface Town {
  readonly world: World
  readonly mails: Mails
  /** Every phone so far. */
  readonly phones: Phone[]
}

/** A new phone. */
export const phoneIn = ({ world, phones }: Town): Phone => {
  const phone = new Phone(world.fetch)
  phones.push(phone)
  return phone
}

/** Someone who knows a name and a password, and holds a phone. */
export interface Person {
  readonly username: string
  readonly email: string
  password: string
  readonly phone: Phone
}

/** A person who has registered and signed in. */
export const arrives = async (town: Town, username: string, displayName: string): Promise<Person> => {
  const phone = phoneIn(town)
  const email = `${username}@example.com`
  const body = { username, email, password: PASSWORD, firstName: displayName, lastName: 'Kim' }
  ok(await phone.api.users.register({ body }))
  await phone.signsIn(username, PASSWORD)
  return { username, email, password: PASSWORD, phone }
}

/** A minute goes by, with the jobs that run in it. */
export const aMinute = async ({ world }: Town): Promise<void> => {
  world.passes(60_000)
  for (const job of [sweepSeats, reconcile, sweepRooms, eraseUsers, relayEvents, deliverEvents])
    await job({}, { awsRequestId: 'minute' })
}

/** The browser of a person pays at the gateway, which sends it back to the API. No app has a part in it. */
export const paysInBrowser = async ({ world }: Town, redirectUrl: string, fault = ''): Promise<string> =>
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve', fault))).status

/** Makes a user an operator, as `npm run operator` does. */
export const promote = async ({ world }: Town, person: Person): Promise<void> => {
  const items = await world.table.items()
  const user = items.find(({ sk, username }) => sk === 'USER' && username === person.username)
  await world.table.store([{ ...user, role: 'OPERATOR' }])
  await person.phone.signsIn(person.username, person.password)
}
