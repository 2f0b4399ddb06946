// The README's session against any instance, with checks of every answer.

import { randomBytes } from 'node:crypto'
import { api } from '#functions/api.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { api as clientsOf } from '#kernel/client/client.ts'

const SEATS = 3
const HOUR_MS = 3_600_000

type Say = (line: string) => void

/** Registers five users, who stay. @throws Refusal at the first answer that is not as expected */
export const smoke = async (baseUrl: string, say: Say, fetch = globalThis.fetch): Promise<void> => {
  const run = randomBytes(4).toString('hex')
  const password = randomBytes(12).toString('base64url')
  const as = (token?: string) => clientsOf(api, { baseUrl, fetch, ...(token ? { token } : {}) })
  const expecting = async <T extends { readonly status: number }>(
    what: string,
    status: number,
    answer: Promise<T>,
  ): Promise<T> => {
    const got = await answer
    if (got.status !== status) throw new Refusal(`${what}: ${got.status} in place of ${status}. ${JSON.stringify(got)}`)
    say(`ok    ${what}: ${status}`)
    return got
  }
  await fetch(`${baseUrl}/health`).catch((error: Error) => {
    throw new Refusal(
      `${baseUrl} does not answer: ${(error.cause as Error | undefined)?.message || error.message}. Check the URL.`,
    )
  })
  const health = await expecting('the health of table and bucket', 200, as().ops.getHealth({ query: { deep: 'true' } }))
  if (!health.ok) return
  const signedIn = async (name: string) => {
    const username = `smoke_${run}_${name}`
    // The mailbox simulator of SES takes the welcome: an address without a mailbox would count as a bounce of the sender.
    const email = `success+${username}@simulator.amazonses.com`
    const person = { username, email, password, firstName: 'Smoke', lastName: 'Test' }
    await expecting(`${name} registers`, 201, as().users.register({ body: person }))
    const session = await expecting(`${name} signs in`, 200, as().users.createTokens({ body: { username, password } }))
    if (!session.ok) throw new Refusal('no token')
    return as(session.body.accessToken)
  }
  const host = await signedIn('host')
  const body = { bank: 'KakaoBank', accountNumber: `9${Date.now()}` }
  const account = await expecting('an account is opened', 201, host.wallet.openAccount({ body }))
  if (!account.ok) return
  const path = { accountId: account.body.accountId }
  const { wallet } = host
  const deposit = () => wallet.deposit({ key: 'salary', path, body: { amount: 50_000, information: 'salary' } })
  const first = await deposit()
  // The host owns the account, so only the product's choice forbids it.
  const byOperators = !first.ok && first.code === 'forbidden'
  await expecting(
    byOperators ? 'a deposit, which is for operators' : 'a deposit',
    byOperators ? 403 : 201,
    Promise.resolve(first),
  )
  await expecting('the same deposit again', first.status, deposit())
  const money = byOperators ? 0 : 50_000
  const balance = await expecting('the money arrived once, if at all', 200, wallet.getAccount({ path }))
  if (balance.ok && balance.body.balance !== money) throw new Refusal(`the balance is ${balance.body.balance}`)
  const more = { amount: money + 1, information: 'shoes' }
  await expecting('a payout of more', 409, wallet.requestPayout({ key: 'shoes', path, body: more }))
  const startsAt = new Date(Date.now() + 24 * HOUR_MS).toISOString().replace(/\.\d+/, '')
  const terms = {
    title: `Smoke ${run}`,
    venue: 'Mapo, Seoul',
    startsAt,
    durationMinutes: 60,
    maxPlayerCount: SEATS,
    fee: 0,
  }
  const match = await expecting('a match is opened', 201, host.matches.openMatch({ body: terms }))
  if (!match.ok) return
  const matchId = match.body.matchId
  const guests = []
  for (let at = 0; at <= SEATS; at += 1) guests.push(await signedIn(`guest${at}`))
  const answers = await Promise.all(guests.map(({ matches }) => matches.applyToMatch({ path: { matchId } })))
  const statuses = answers.map(({ status }) => status).sort()
  if (`${statuses}` !== `${[...Array<number>(SEATS).fill(201), 409]}`)
    throw new Refusal(`${SEATS + 1} users applied for ${SEATS} seats, and the answers were ${statuses}`)
  say(`ok    ${SEATS + 1} users apply at once for ${SEATS} seats: ${statuses.join(', ')}`)
  await expecting('the match is cancelled', 200, host.matches.cancelMatch({ path: { matchId } }))
}
