// Reads of coupons.

import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { stripesFrom } from '#kernel/data/stripes.ts'
import {
  Campaign,
  type CampaignItem,
  Claim,
  type ClaimItem,
  Coupon,
  type CouponItem,
  EarlierClaim,
  type EarlierClaimItem,
  Stripe,
  type StripeItem,
} from './items.ts'

type Reader = Read<'coupons'>

/** A user's claim on a campaign, and the campaign, whose terms the process remembers. */
export const campaignAndClaim = async (
  read: Reader,
  campaignId: string,
  userId: string,
): Promise<[CampaignItem | undefined, ClaimItem | undefined]> => {
  const keys = [Campaign.key(campaignId), Claim.key(userId, campaignId)] as const
  if (read.recall(keys[0]) === undefined) await read.all(keys)
  const [campaign] = await read.lasting([keys[0]], ({ stripes }) => stripes !== undefined)
  return [campaign, await read.get(keys[1])]
}

/** A user's claim on a campaign without stripes. */
export const earlierClaim = (read: Reader, campaignId: string, userId: string): Promise<EarlierClaimItem | undefined> =>
  read.get(EarlierClaim.key(campaignId, userId))

const isFull = ({ taken, cap }: StripeItem): boolean => taken >= cap

/**
 * The stripe for a user: the first in the user's order that is not known to be full. The first one is not read, because a
 * full one refuses. When it is known to be full, one round trip shows the others; the process remembers full ones.
 * @returns undefined if all are full
 */
export const stripeFor = async (
  read: Reader,
  { campaignId, stripes = 1 }: CampaignItem,
  userId: string,
): Promise<number | undefined> => {
  const order = stripesFrom(`${campaignId} ${userId}`, stripes)
  const keys = order.map((no) => Stripe.key(campaignId, no))
  const first = keys[0] && read.recall(keys[0])
  if (!first || !isFull(first)) return order[0]
  const found = await read.lasting(keys, isFull)
  return order.find((_, at) => !found[at] || !isFull(found[at]))
}

/** Newest first, because ids sort by time. */
export const coupons = (read: Reader, userId: string, page: PageAsked): Promise<Page<CouponItem>> =>
  read.list({ ...Coupon.within(userId), descending: true, ...page })
