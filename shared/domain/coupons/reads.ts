// Reads of coupons.

import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Key } from '#kernel/data/key.ts'
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

const isFull = ({ taken, cap }: StripeItem): boolean => taken >= cap

interface ClaimState {
  readonly campaign: CampaignItem | undefined
  readonly claim: ClaimItem | undefined
  /** The first stripe with room, in the user's order; undefined: all are full. */
  readonly stripe: number | undefined
}

/**
 * What a claim depends on. The process remembers the terms of campaigns with stripes, and full stripes: both never change.
 * Then one round trip reads the claim, a stripe and an item beside them, and once all stripes are full, only the claim.
 */
export const claimState = async <M extends string>(
  read: Read<'coupons' | M>,
  campaignId: string,
  userId: string,
  beside: Key<M>,
): Promise<ClaimState> => {
  const [campaignKey, claimKey] = [Campaign.key(campaignId), Claim.key(userId, campaignId)]
  const terms = read.recall(campaignKey)
  const order = (stripes = 1): number[] => stripesFrom(`${campaignId} ${userId}`, stripes)
  if (terms?.stripes === undefined) {
    const [, claim] = await read.all([campaignKey, claimKey, beside])
    const [campaign] = await read.lasting([campaignKey], ({ stripes }) => stripes !== undefined)
    // The first stripe mostly has room, so it is not read: a full one refuses.
    return { campaign, claim, stripe: order(campaign?.stripes)[0] }
  }
  const keyOf = (no: number) => Stripe.key(campaignId, no)
  // Known before the claim is read, so that a refusal is true when it is read.
  const open = order(terms.stripes).filter((no) => !isKnownFull(read, keyOf(no)))
  const own = open.slice(0, 1).map(keyOf)
  await read.all<Key<'coupons' | M>[]>([claimKey, ...own, ...(own.length > 0 ? [beside] : [])])
  const [first] = await read.lasting(own, isFull)
  const found = first && isFull(first) ? await read.lasting(open.map(keyOf), isFull) : [first]
  const stripe = open.find((_, at) => !found[at] || !isFull(found[at]))
  return { campaign: terms, claim: await read.get(claimKey), stripe }
}

const isKnownFull = (read: Reader, key: ReturnType<typeof Stripe.key>): boolean => {
  const stripe = read.recall(key)
  return stripe !== undefined && isFull(stripe)
}

/** A user's claim on a campaign without stripes. */
export const earlierClaim = (read: Reader, campaignId: string, userId: string): Promise<EarlierClaimItem | undefined> =>
  read.get(EarlierClaim.key(campaignId, userId))

/** Newest first, because ids sort by time. */
export const coupons = (read: Reader, userId: string, page: PageAsked): Promise<Page<CouponItem>> =>
  read.list({ ...Coupon.within(userId), descending: true, ...page })
