// Opens a campaign.

import { campaignView } from '../../shared/domain/coupons/views.ts'
import { open } from '../../shared/domain/coupons/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { coupons } from './contract.ts'

export const handler = lambda(coupons.openCampaign, ({ user, body, now, id, misfit }) => {
  if (body.expiresAt <= now) misfit('/expiresAt', 'lies in the past')
  const campaign = { ...body, campaignId: id('campaign'), issuedCount: 0, createdBy: user.userId, createdAt: now }
  return { writes: [open(campaign)], reply: campaignView(campaign) }
})
