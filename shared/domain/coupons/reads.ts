// Reads of coupons.

import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { Campaign, type CampaignItem, Claim, type ClaimItem, Coupon, type CouponItem } from './items.ts'

type Reader = Read<'coupons'>

/** A campaign and a user's claim on it, in one round trip. */
export const campaignAndClaim = (
  read: Reader,
  campaignId: string,
  userId: string,
): Promise<[CampaignItem | undefined, ClaimItem | undefined]> =>
  read.all([Campaign.key(campaignId), Claim.key(campaignId, userId)])

/** Newest first: ids are made of the time. */
export const coupons = (read: Reader, userId: string, page: PageAsked): Promise<Page<CouponItem>> =>
  read.list({ ...Coupon.within(userId), descending: true, ...page })
