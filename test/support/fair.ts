// Whether buyers have what they paid for: money, seats, coupons and cash are where the billings say.

import type { BillingItem } from '#domain/billing/items.ts'
import type { CouponItem } from '#domain/coupons/items.ts'
import type { MatchItem, SeatItem } from '#domain/matches/items.ts'
import type { EntryItem } from '#domain/wallet/items.ts'
import type { LedgerEntry } from '#infra/sandbox/book.ts'

export const byBilling = (ledger: readonly LedgerEntry[]): Map<string, LedgerEntry[]> =>
  Map.groupBy(ledger, ({ orderId }) => orderId.replace(/-\d+$/, ''))

/** The amounts captured and refunded for a billing, over all of its attempts. */
export const moneyOf = (billingId: string, accounts: ReadonlyMap<string, LedgerEntry[]>) => {
  const entries = accounts.get(billingId) ?? []
  const sum = (of: 'captures' | 'captured' | 'cancelled') => entries.reduce((total, one) => total + one[of], 0)
  return { captures: sum('captures'), captured: sum('captured'), cancelled: sum('cancelled') }
}

/** @param items all that is stored @param ledger of the gateways @returns what is wrong, in words */
export const unfair = (items: readonly object[], ledger: readonly LedgerEntry[]): string[] => {
  const of = <T>(pattern: RegExp) => items.filter((one) => pattern.test((one as { sk: string }).sk)) as T[]
  const billings = new Map(of<BillingItem>(/^BILLING$/).map((one) => [one.billingId, one]))
  const seats = new Map(of<SeatItem>(/^SEAT#/).map((one) => [`${one.matchId} ${one.userId}`, one]))
  const fees = new Map(of<MatchItem>(/^MATCH$/).map(({ matchId, fee }) => [matchId, fee]))
  const [coupons, allEntries] = [of<CouponItem>(/^COUPON#/), of<EntryItem>(/^ENTRY#/)]
  const allHolds = of<{ billingId: string }>(/^HOLD#/)
  const accounts = byBilling(ledger)
  const wrong: string[] = []
  const claims = (billingId: string, isSo: boolean, what: string) => {
    if (!isSo) wrong.push(`${billingId} ${billings.get(billingId)?.status}: ${what}`)
  }
  for (const { billingId, userId, status, payAmount, cashAmount, couponId, ...one } of billings.values()) {
    const isPaid = status === 'SUCCESS' || status === 'PARTIALLY_CANCELLED'
    const isLive = status === 'READY' || status === 'PAYING'
    if (!isPaid && !isLive && status !== 'CANCELLED' && status !== 'EXPIRED') continue
    const { captures, captured, cancelled } = moneyOf(billingId, accounts)
    claims(billingId, captures <= 1, 'captured once at most')
    claims(
      billingId,
      captured - cancelled === (isPaid ? payAmount - one.refundedPay : 0) + (one.byHand ?? 0),
      'the gateway has its money',
    )
    for (const { matchId, status: of } of one.orders) {
      const seat = seats.get(`${matchId} ${userId}`)
      const mine = seat?.billingId === billingId ? seat.status : undefined
      claims(billingId, mine === { RESERVED: 'HELD', PAID: 'CONFIRMED', CANCELLED: undefined }[of], `seat ${matchId}`)
    }
    const coupon = coupons.find((coupon) => coupon.couponId === couponId)
    const has = coupon?.billingId === billingId ? coupon.status : undefined
    claims(billingId, !couponId || has === (isPaid ? 'USED' : isLive ? 'RESERVED' : undefined), 'coupon')
    const entries = allEntries.filter((entry) => entry.billingId === billingId)
    const cash = entries.reduce((sum, { type, amount }) => sum + (type === 'PAYMENT' ? amount : -amount), 0)
    claims(billingId, cash === (isPaid ? cashAmount - one.refundedCash : 0), 'cash')
    const holds = allHolds.filter((hold) => hold.billingId === billingId).length
    claims(billingId, holds === (isLive && cashAmount > 0 ? 1 : 0), 'held cash')
  }
  for (const { matchId, userId, status, billingId = 'nobody' } of seats.values())
    if (status === 'CONFIRMED' && (fees.get(matchId) ?? 0) > 0)
      claims(billingId, billings.has(billingId), `${userId} sits unpaid in ${matchId}`)
  return wrong
}
