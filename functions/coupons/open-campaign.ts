// Opens a coupon campaign.

import { defaultStripes } from '#domain/coupons/schema.ts'
import { campaignView } from '#domain/coupons/views.ts'
import { open } from '#domain/coupons/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.openCampaign, ({ user, body, now, id, invalid }) => {
  if (body.expiresAt <= now) invalid('/expiresAt', 'must be in the future')
  const { maxIssueCount, stripes = defaultStripes(maxIssueCount) } = body
  if (stripes > maxIssueCount) invalid('/stripes', 'must be at most maxIssueCount')
  const campaign = { ...body, stripes, campaignId: id('campaign'), createdBy: user.userId, createdAt: now }
  return { writes: [...open(campaign), asOperator(user)], reply: campaignView(campaign, 0) }
})
