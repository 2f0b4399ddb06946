// Reads of coupons.

import { lightened, type Page, type PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { type Key, LAST } from '#kernel/data/key.ts'
import { stripesFrom } from '#kernel/data/stripes.ts'
import {
  allCampaigns,
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
  const open = order(terms.stripes)
    .filter((no) => !isKnownFull(read, keyOf(no)))
    // A stripe that this request has lost to another one comes last.
    .sort((one, other) => Number(read.isContended(keyOf(one))) - Number(read.isContended(keyOf(other))))
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

/** A campaign with the number of its claims. */
interface Counted {
  readonly campaign: CampaignItem
  readonly issuedCount: number
}

/**
 * The claims of campaigns. Stripes are read one after the other, and each only grows: so the sum lies between that of the first
 * read and that of the last, and was true at a moment in between.
 */
const counted = async (read: Reader, campaigns: readonly CampaignItem[]): Promise<Counted[]> => {
  const keys = campaigns.flatMap(({ campaignId, stripes = 0 }) =>
    Array.from({ length: stripes }, (_, no) => Stripe.key(campaignId, no)),
  )
  const found = await read.lasting(keys, isFull)
  const taken = new Map<string, number>()
  for (const stripe of found)
    if (stripe) taken.set(stripe.campaignId, (taken.get(stripe.campaignId) ?? 0) + stripe.taken)
  return campaigns.map((campaign) => {
    const { campaignId, stripes, issuedCount = 0 } = campaign
    return { campaign, issuedCount: stripes === undefined ? issuedCount : (taken.get(campaignId) ?? 0) }
  })
}

export const campaign = async (read: Reader, campaignId: string): Promise<Counted | undefined> => {
  const found = await read.get(Campaign.key(campaignId))
  return found && (await counted(read, [found]))[0]
}

interface Striped {
  readonly campaign: CampaignItem
  readonly counts: Pick<StripeItem, 'no' | 'cap' | 'taken'>[]
}

/** A campaign with its stripes. One without stripes counts on its own item, as one stripe does. */
export const stripesOf = async (read: Reader, campaignId: string): Promise<Striped | undefined> => {
  const found = await read.get(Campaign.key(campaignId))
  if (!found) return undefined
  const { stripes, maxIssueCount, issuedCount = 0 } = found
  if (stripes === undefined) return { campaign: found, counts: [{ no: 0, cap: maxIssueCount, taken: issuedCount }] }
  const keys = Array.from({ length: stripes }, (_, no) => Stripe.key(campaignId, no))
  const counts = (await read.lasting(keys, isFull)).flatMap((stripe) => stripe ?? [])
  return { campaign: found, counts: counts.map(({ no, cap, taken }) => ({ no, cap, taken })) }
}

/** The maximum number of stripes that a page of campaigns reads. */
const MOST_STRIPES = 256

/** By expiry. @param from the earliest expiry, ISO 8601 */
export const campaigns = async (read: Reader, from: string, page: PageAsked): Promise<Page<Counted>> => {
  const range = { partition: allCampaigns, index: 'list', from, to: LAST } as const
  const found = lightened(await read.list({ ...range, ...page }), 'list', MOST_STRIPES, ({ stripes = 0 }) => stripes)
  return { items: await counted(read, found.items), next: found.next }
}

/** Newest first, because ids sort by time. */
export const coupons = (read: Reader, userId: string, page: PageAsked): Promise<Page<CouponItem>> =>
  read.list({ ...Coupon.within(userId), descending: true, ...page })
