// The invariants of campaigns and coupons, each with the audit that proves it on stored data.

import { acrossPartitions, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { Campaign, Claim, Coupon } from './items.ts'

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
      minus(Claim, (claim) => [
        {
          about: `${claim.couponId} of ${Claim.idOf(claim)} for ${claim.userId}`,
          with: Coupon.key(claim.userId, claim.couponId),
        },
      ]),
    ),
  },
  campaignCap: {
    says: 'issuedCount = the number of claims, and never exceeds maxIssueCount.',
    audit: partition(
      Campaign,
      { claims: Claim },
      ({ issuedCount, maxIssueCount }, { claims }) => issuedCount === claims.length && issuedCount <= maxIssueCount,
    ),
  },
  claimedInTime: {
    says: 'A coupon is claimed only before its campaign expires.',
    audit: partition(Campaign, { claims: Claim }, ({ expiresAt }, { claims }) =>
      claims.every(({ claimedAt }) => claimedAt < expiresAt),
    ),
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
