// The request of a user to be deleted: refused while money, billings or matches are open, otherwise nothing new begins.

import { Billing } from '#domain/billing/items.ts'
import { billings as billingsOf } from '#domain/billing/reads.ts'
import type { State } from '#domain/billing/schema.ts'
import { closeFriends } from '#domain/friends/writes.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { Holder, Host, Match, type MatchItem } from '#domain/matches/items.ts'
import type { UserItem } from '#domain/users/items.ts'
import { leaveService } from '#domain/users/writes.ts'
import { accountOf } from '#domain/wallet/reads.ts'
import { close } from '#domain/wallet/writes.ts'
import { releaseBilling } from '#flows/payment/lapse.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { check } from '#kernel/data/write.ts'

type At = Pick<
  PlanContext<'users' | 'wallet' | 'billing' | 'matches' | 'coupons' | 'friends' | 'outbox'>,
  'read' | 'now' | 'id'
>

const OPEN: readonly State[] = ['READY', 'PAYING', 'APPROVING', 'CANCELLING', 'REVIEW']

/** What is open of a user who asks for deletion, and the writes that end everything. */
export const deletion = async (at: At, user: UserItem) => {
  const { read, now } = at
  const { userId } = user
  const [holder, host] = await read.all([Holder.key(userId), Host.key(userId)])
  const billings = await openBillings(at, userId, holder?.billings.map(({ id }) => id) ?? [])
  const hosted = await read.all((host?.matchIds ?? []).map((matchId) => Match.key(matchId)))
  const account = await accountOf(read, userId)
  return {
    account,
    /** An expired billing is released first. */
    first: await releaseBilling(at, billings),
    billings,
    isHosting: hosted.some((match) => isUpcoming(match, now)),
    writes: [
      ...close(account, userId, now),
      // No billing and no match was added since they were read.
      check('holder', Holder.key(userId), matches.holderUnchanged({ version: holder?.version })),
      check('host', Host.key(userId), matches.hostUnchanged({ version: host?.version })),
      closeFriends(userId, now),
      ...leaveService(user, now),
    ],
  }
}

const isUpcoming = (match: MatchItem | undefined, now: string): boolean =>
  match?.status === 'OPEN' && match.startsAt > now

/** The index shows billings with a delay, so the recent ones come from the holder. */
const openBillings = async ({ read }: At, userId: string, recent: readonly string[]): Promise<string[]> => {
  const found = new Set(recent)
  let after: Parameters<typeof billingsOf>[2]['after']
  do {
    const { items, next } = await billingsOf(read, userId, { limit: 100, after })
    for (const { billingId } of items) found.add(billingId)
    after = next
  } while (after)
  const all = await read.all([...found].map((billingId) => Billing.key(billingId)))
  return all.flatMap((one) => (one && OPEN.includes(one.status) ? [one.billingId] : []))
}
