// Opens a coupon campaign.

import { defaultStripes } from '#domain/coupons/schema.ts'
import { campaignView } from '#domain/coupons/views.ts'
import { open } from '#domain/coupons/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { IN_THE_FUTURE } from '#kernel/http/schema.ts'
import { coupons } from './contract.ts'

export const handler = endpoint(coupons.openCampaign, ({ user, body, now, id, invalid }) => {
  if (body.expiresAt <= now) invalid('/expiresAt', IN_THE_FUTURE)
  const { maxIssueCount, stripes = defaultStripes(maxIssueCount) } = body
  if (stripes > maxIssueCount)
    invalid('/stripes', { en: 'must be at most maxIssueCount', ko: 'maxIssueCount 이하여야 합니다.' })
  const campaign = { ...body, stripes, campaignId: id('campaign'), createdBy: user.userId, createdAt: now }
  const deed = { by: user.userId, what: 'ops.campaign.opened', subject: campaign.campaignId, reason: body.name }
  const writes = [...open(campaign), record(id('action'), deed, now), asOperator(user)]
  return { writes, reply: campaignView(campaign, 0) }
})
