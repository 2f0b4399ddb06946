// The invariants of campaigns and coupons, each with the audit that proves it on stored data.

import { acrossPartitions, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { Campaign, Claim, Coupon, EarlierClaim, Stripe } from './items.ts'

export const invariant = invariants('coupons', {
  opened: {
    says: 'Every claim belongs to a campaign that an operator opened.',
    audit: rooted(Campaign, 'createdBy'),
  },
  oneCoupon: {
    says: 'A user has at most one coupon of a campaign, and the claim names it.',
    audit: acrossPartitions(
      plus(Coupon, ({ couponId, campaignId, userId }) => [
        { about: `${couponId} of ${campaignId} for ${userId}`, with: Campaign.key(campaignId) },
      ]),
      minus(Claim, ({ couponId, campaignId, userId }) => [
        { about: `${couponId} of ${campaignId} for ${userId}`, with: Coupon.key(userId, couponId) },
      ]),
      minus(EarlierClaim, (claim) => [
        {
          about: `${claim.couponId} of ${EarlierClaim.idOf(claim)} for ${claim.userId}`,
          with: Coupon.key(claim.userId, claim.couponId),
        },
      ]),
    ),
  },
  stripeCap: {
    says: 'A stripe never counts more claims than its cap.',
    audit: each(Stripe, ({ taken, cap }) => taken <= cap),
  },
  stripeCount: {
    says: 'A stripe counts exactly the claims that name it.',
    audit: acrossPartitions(
      plus(Claim, ({ campaignId, stripe }) => [
        { about: `claims of ${campaignId} in ${stripe}`, with: Stripe.key(campaignId, stripe) },
      ]),
      minus(Stripe, ({ campaignId, no, taken }) => [
        { about: `claims of ${campaignId} in ${no}`, count: taken, with: Stripe.key(campaignId, no) },
      ]),
    ),
  },
  stripeCaps: {
    says: "The caps of a campaign's stripes sum to its maxIssueCount.",
    audit: acrossPartitions(
      plus(Campaign, ({ campaignId, maxIssueCount, stripes }) => {
        const whole = { about: `coupons of ${campaignId}`, count: maxIssueCount, with: Stripe.key(campaignId, 0) }
        return stripes === undefined ? [] : [whole]
      }),
      minus(Stripe, ({ campaignId, cap }) => [
        { about: `coupons of ${campaignId}`, count: cap, with: Campaign.key(campaignId) },
      ]),
    ),
  },
  campaignCap: {
    says: 'In a campaign without stripes, issuedCount = the number of claims, and never exceeds maxIssueCount.',
    audit: partition(
      Campaign,
      { claims: EarlierClaim },
      ({ stripes, issuedCount = 0, maxIssueCount }, { claims }) =>
        stripes !== undefined || (issuedCount === claims.length && issuedCount <= maxIssueCount),
    ),
  },
  claimedInTime: {
    says: 'A coupon is claimed only before its campaign expires.',
    audit: each(Coupon, ({ claimedAt, expiresAt }) => claimedAt < expiresAt),
  },
  reservedInTime: {
    says: 'A coupon is reserved only before it expires.',
    audit: each(Coupon, ({ evidence, expiresAt }) => !evidence || evidence.reservedAt < expiresAt),
  },
  minTotal: {
    says: 'A coupon is reserved only for totals of at least its minTotal.',
    audit: each(Coupon, ({ evidence, minTotal }) => !evidence || evidence.reservedFor >= minTotal),
  },
  ofBilling: {
    says: 'A coupon belongs to a billing if and only if it is reserved or used.',
    audit: each(Coupon, ({ status, billingId }) => (billingId === undefined) === (status === 'ISSUED')),
  },
})
