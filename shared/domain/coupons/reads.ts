// How coupons are read.

import type { Page, Position } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { type CampaignItem, type ClaimItem, type CouponItem, campaignKey, claimKey, couponsOf } from './item.ts'

type Reader = Read<'coupons'>

/** A campaign and one user's claim on it, in one round trip. */
export const campaignAndClaim = async (
  read: Reader,
  campaignId: string,
  userId: string,
): Promise<[CampaignItem | undefined, ClaimItem | undefined]> => {
  return read.all([campaignKey(campaignId), claimKey(campaignId, userId)])
}

/** Newest first: ids are made of the time. */
export const coupons = (
  read: Reader,
  userId: string,
  page: { readonly limit: number; readonly after: Position | undefined },
): Promise<Page<CouponItem>> => read.list({ ...couponsOf(userId), descending: true, ...page })
