// Lists coupon campaigns by expiry.

import { campaigns } from '#domain/coupons/reads.ts'
import { campaignView } from '#domain/coupons/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.listCampaigns, async ({ query, now, page, read, cursor }) => {
  // The clock moves between pages, so only the first page begins now. A campaign that expires now is over.
  const from = query.running === 'true' && !page.after ? `${now}~` : ' '
  const { items, next } = await campaigns(read, from, page)
  const shown = items.map(({ campaign, issuedCount }) => campaignView(campaign, issuedCount))
  return { reply: { items: shown, nextCursor: cursor(next) } }
})
