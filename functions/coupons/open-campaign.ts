// Opens a campaign.

import { campaignView } from '#domain/coupons/views.ts'
import { open } from '#domain/coupons/writes.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = lambda(coupons.openCampaign, ({ user, body, now, id, misfit }) => {
  if (body.expiresAt <= now) misfit('/expiresAt', 'lies in the past')
  const campaign = { ...body, campaignId: id('campaign'), issuedCount: 0, createdBy: user.userId, createdAt: now }
  return { writes: [open(campaign)], reply: campaignView(campaign) }
})
