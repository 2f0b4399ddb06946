// The scenes for the console of one machine: an operator at work, and payments in every state that operators meet.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { clerk, guests } from './cast.ts'
import { approve, type Person, settle } from './scenes.ts'
import { done, got, type Visit } from './visit.ts'

const OPERATOR = fileURLToPath(new URL('../cli/operator.ts', import.meta.url))

/** The clerk as an operator. Only the server can make one. */
const promoted = async (visit: Visit): Promise<Person> => {
  await settle(visit, clerk, guests.length, 300)
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', OPERATOR, clerk.username],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(stderr)
  // The role is in the access token.
  return settle(visit, clerk, guests.length, 300)
}

interface Hosted {
  readonly title: string
  readonly fee: number
  readonly inDays: number
  readonly places: number
}

export const cups: readonly Hosted[] = [
  { title: '토요 컵 4강', fee: 22_000, inDays: 5, places: 12 },
  { title: 'Saturday cup, final', fee: 25_000, inDays: 6, places: 12 },
  { title: '일요 풋살 교실', fee: 18_000, inDays: 7, places: 3 },
]

const DAY_MS = 24 * 60 * 60 * 1000

/** @param fans who come to the last match, which is full @returns the username of the operator */
export const work = async (visit: Visit, sandbox: string, fans: readonly Person[]): Promise<string> => {
  const operator = await promoted(visit)
  await listen(operator, sandbox)
  const people = await Promise.all(guests.map((guest, at) => settle(visit, guest, at, 300)))
  const [host, buyer, payer, saver] = people as [Person, Person, Person, Person]
  const matchIds = await Promise.all(cups.map((cup, at) => open(visit, host, cup, at)))
  const [semi = '', final = '', lesson = ''] = matchIds
  await Promise.all([...people.map((person, at) => earn(visit, person, at)), meet(visit, people)])
  const couponId = await coupon(visit, operator, [buyer, payer, saver])

  const till: Till = { visit, sandbox }
  await buy(till, buyer, 'coupon', {
    orders: [{ matchId: semi, parking: { plateNumber: '12가 3456' } }],
    couponId,
    cashAmount: 3000,
  })
  const both = await buy(till, payer, 'both', { orders: [{ matchId: semi }, { matchId: final }] })
  await cancelPart(visit, payer, both)
  const whole = await buy(till, saver, 'whole', { orders: [{ matchId: semi }] })
  await cancelAll(visit, saver, whole)
  // The gateway answers with another amount: an operator decides.
  await buy(till, saver, 'review', { orders: [{ matchId: final }], fault: 'approve wrong-amount' })
  await buy(till, buyer, 'review', { orders: [{ matchId: lesson }], fault: 'approve wrong-amount' })
  // The gateway captures, and then answers no more: the billing is stuck.
  await buy(till, payer, 'stuck', {
    orders: [{ matchId: lesson }],
    fault: 'approve drop-connection-after',
    isSilent: true,
  })
  // The user has not paid for this seat yet.
  done(
    'a held seat',
    await saver.api.matches.applyToMatch({ path: { matchId: lesson }, key: visit.key('hold') }),
    'already-applied',
  )
  await Promise.all(fans.map(({ api }) => queue(visit, api, lesson)))
  await invite(visit, host, final, [buyer])
  await topUp(till, saver)
  await payOut(visit, operator, [payer, saver])
  await guard(visit, operator, people.at(-1))
  got('the audit', await operator.api.ops.requestAudit({ key: visit.key('audit') }))
  return clerk.username
}

/** Each two of them are friends, except that the last one is blocked. The first one has a group. */
const meet = async (visit: Visit, people: readonly Person[]): Promise<void> => {
  const [friends, blocked] = [people.slice(0, -1), people.slice(-1)]
  const [first, second] = friends
  const each = async ({ api, username }: Person): Promise<void> => {
    for (const { userId } of friends.filter((one) => one.username !== username))
      got(`${username}'s friend`, await api.friends.addFriend({ path: { userId } }))
    for (const { userId } of blocked) got(`${username}'s block`, await api.friends.blockUser({ path: { userId } }))
  }
  await Promise.all(friends.map(each))
  if (!first || !second) return
  const body = { groupName: '토요 풋살' }
  const { api } = first
  const opened = await api.friends.openGroup({ key: visit.key('group'), body })
  if (!done('a group', opened, 'group-name-taken') || !opened.ok) return
  const path = { groupId: opened.body.groupId, userId: second.userId }
  got('a member', await api.friends.addMember({ path }))
}

/** Waits for a seat, unless one is free by now: held seats lapse. */
const queue = async (visit: Visit, { matches }: Person['api'], matchId: string): Promise<void> => {
  const path = { matchId }
  done('the waiting list', await matches.joinWaitingList({ path, key: visit.key('queue') }), 'seats-free')
}

const invite = async (visit: Visit, { api }: Person, matchId: string, invited: readonly Person[]): Promise<void> => {
  const body = { userIds: invited.map(({ userId }) => userId) }
  got('an invitation', await api.matches.invite({ path: { matchId }, key: visit.key('invite'), body }))
}

/** A webhook endpoint at which nothing listens: its deliveries fail, and can be sent again. */
const listen = async ({ api }: Person, sandbox: string): Promise<void> => {
  const url = `${sandbox}/webhooks`
  const { items } = got('the webhook endpoints', await api.events.listEndpoints({}))
  if (items.some((one) => one.url === url)) return
  got('a webhook endpoint', await api.events.createEndpoint({ body: { url, types: ['*'] } }))
}

interface Till {
  readonly visit: Visit
  readonly sandbox: string
}

const open = async (
  visit: Visit,
  host: Person,
  { title, fee, inDays, places }: Hosted,
  at: number,
): Promise<string> => {
  const startsAt = new Date(Date.parse(`${visit.day}T19:00:00+09:00`) + inDays * DAY_MS).toISOString()
  const terms = { durationMinutes: 120, maxPlayerCount: places, parkingCapacity: 10 }
  const body = { title, venue: '마포 풋살파크, 서울', startsAt, fee, ...terms }
  return got(title, await host.api.matches.openMatch({ key: visit.key('cup', at), body })).matchId
}

const earn = async (visit: Visit, { accountId, api, username }: Person, at: number): Promise<void> => {
  const path = { accountId }
  const body = { amount: 180_000 + 10_000 * at, information: '아르바이트' }
  got(`${username}'s pay`, await api.wallet.deposit({ path, key: visit.key('office-pay'), body }))
}

const coupon = async (visit: Visit, operator: Person, claimants: readonly Person[]): Promise<string> => {
  const expiresAt = new Date(Date.parse(`${visit.day}T23:59:59+09:00`) + 30 * DAY_MS).toISOString()
  const discount = { type: 'AMOUNT', value: 5000 } as const
  const body = { name: '가을 쿠폰', discount, maxIssueCount: 200, minTotal: 10_000, expiresAt }
  const key = visit.key('campaign')
  const path = { campaignId: got('the campaign', await operator.api.coupons.openCampaign({ key, body })).campaignId }
  const claimed = await Promise.all(
    claimants.map(async ({ api }) => got('a coupon', await api.coupons.claimCoupon({ path, key }))),
  )
  return claimed[0]?.couponId ?? ''
}

interface Wanted {
  readonly orders: { matchId: string; parking?: { plateNumber: string } }[]
  readonly couponId?: string
  readonly cashAmount?: number
  /** A step of the sandbox and what goes wrong in it. */
  readonly fault?: string
  /** Look-ups at the gateway are not answered either. */
  readonly isSilent?: true
}

/** A few hours of look-ups by the reconciler. */
const SILENCE = 500

/** @returns the id of the billing */
const buy = async (
  { visit, sandbox }: Till,
  { api, username }: Person,
  what: string,
  wanted: Wanted,
): Promise<string> => {
  const { fault = '', isSilent, ...body } = wanted
  const key = visit.key('office', what)
  const billed = await api.billing.createBilling({
    key,
    body: { ...body, gateway: what === 'stuck' ? 'KAKAOPAY' : 'TOSS' },
  })
  const { billingId } = got(`${username}'s billing`, billed)
  const path = { billingId }
  const { status } = got(`${username}'s billing`, await api.billing.getBilling({ path }))
  if (status !== 'READY') return billingId
  const { redirectUrl } = got(`${username}'s payment`, await api.billing.beginPayment({ path, key }))
  if (isSilent) {
    const silent = { orderId: `${billingId}-1`, step: 'order', mode: 'drop-connection-before', times: SILENCE }
    await (await fetch(`${sandbox}/sandbox/faults`, { method: 'POST', body: JSON.stringify(silent) })).text()
  }
  await approve(redirectUrl, sandbox, fault)
  return billingId
}

const cancelPart = async (visit: Visit, { api }: Person, billingId: string): Promise<void> => {
  const path = { billingId }
  const { status, orders } = got('the billing', await api.billing.getBilling({ path }))
  if (status !== 'SUCCESS') return
  const body = { reason: '일정이 겹침', orderIds: [orders[0]?.orderId ?? ''] }
  got('a partial cancellation', await api.billing.cancelBilling({ path, key: visit.key('part'), body }))
}

const cancelAll = async (visit: Visit, { api }: Person, billingId: string): Promise<void> => {
  const path = { billingId }
  const { status } = got('the billing', await api.billing.getBilling({ path }))
  if (status === 'SUCCESS')
    got('a cancellation', await api.billing.cancelBilling({ path, key: visit.key('all'), body: { reason: '비' } }))
}

const topUp = async ({ visit, sandbox }: Till, { api, accountId }: Person): Promise<void> => {
  const body = { amount: 50_000, gateway: 'KAKAOPAY' } as const
  const key = visit.key('topup')
  const { redirectUrl, topupId } = got('a top-up', await api.billing.beginTopup({ path: { accountId }, key, body }))
  const { status } = got('a top-up', await api.billing.getTopup({ path: { topupId } }))
  if (status === 'PAYING') await approve(redirectUrl, sandbox)
}

/** One is paid, one waits. */
const payOut = async (visit: Visit, operator: Person, people: readonly Person[]): Promise<void> => {
  for (const [at, { api, accountId }] of people.entries()) {
    const key = visit.key('payout', at)
    const body = { amount: 20_000 + 5000 * at, information: '정산' }
    const { payoutId } = got('a payout', await api.wallet.requestPayout({ path: { accountId }, key, body }))
    if (at > 0) continue
    const decision = { resolution: 'PAID', note: '11월 26일 이체 완료' } as const
    done(
      'a payout',
      await operator.api.wallet.decidePayout({ path: { payoutId }, key, body: decision }),
      'payout-state',
    )
  }
}

const guard = async (visit: Visit, operator: Person, locked: Person | undefined): Promise<void> => {
  if (!locked) return
  const query = { query: locked.username }
  const { items } = got('a search', await operator.api.ops.findUsers({ query }))
  const [found] = items
  if (found?.state !== 'ACTIVE') return
  const path = { userId: found.userId }
  got('a user', await operator.api.ops.inspectUser({ path }))
  const body = { reason: '스팸 신고 3건 확인' }
  got('a lock', await operator.api.ops.lockUser({ path, key: visit.key('lock'), body }))
}
