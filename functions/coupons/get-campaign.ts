// Returns a coupon campaign with the number of its claims.

import { guard } from '#domain/coupons/guards.ts'
import { campaign } from '#domain/coupons/reads.ts'
import { campaignView } from '#domain/coupons/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.getCampaign, async ({ path, read, require }) => {
  const found = await campaign(read, path.campaignId)
  return { reply: campaignView(require(found?.campaign, guard.exists()), found?.issuedCount ?? 0) }
})
