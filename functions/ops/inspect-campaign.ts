// Shows a campaign with its stripes to an operator. It shows no person, so nothing is recorded.

import { guard } from '#domain/coupons/guards.ts'
import { stripesOf } from '#domain/coupons/reads.ts'
import { campaignView } from '#domain/coupons/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.inspectCampaign, async ({ user, path, read, require }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { campaign, counts = [] } = (await stripesOf(read, path.campaignId)) ?? {}
  const found = require(campaign, guard.exists())
  const issuedCount = counts.reduce((sum, { taken }) => sum + taken, 0)
  return { reply: { ...campaignView(found, issuedCount), counts } }
})
