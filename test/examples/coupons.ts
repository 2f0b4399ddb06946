// Calls of coupons, one that succeeds for every endpoint.

import type { coupons } from '#functions/coupons/contract.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { campaign, campaignBody } from '#test/support/prepared.ts'
import { isRecorded } from '#test/support/recorded.ts'
import { type Examples, OPERATOR, type Refusals, type Undemanded, type Unmissed } from './example.ts'

export const examples: Examples<typeof coupons> = {
  openCampaign: async (world) => ({
    as: await world.stranger('OPERATOR'),
    body: campaignBody(world),
    shows: async (reply) => {
      const path = { campaignId: String(reply['campaignId']) }
      const { ok: claims } = await (await known(world)).api.coupons.claimCoupon({ path })
      return claims && (await isRecorded(world, 'ops.campaign.opened', path.campaignId))
    },
  }),
  listCampaigns: async (world) => ({ as: (await campaign(world)).as }),
  getCampaign: (world) => campaign(world),
  claimCoupon: (world) => campaign(world),
  listCoupons: async (world) => {
    const { as, path } = await campaign(world)
    ok(await as.api.coupons.claimCoupon({ path }))
    return { as }
  },
}

export const refusals: Refusals<typeof coupons> = {
  claimCoupon: async (world) => {
    const { as, path } = await campaign(world, 1)
    ok(await as.api.coupons.claimCoupon({ path }))
    return { as: await known(world), path }
  },
}

export const undemanded: Undemanded = { claimCoupon: { 'CAMPAIGN/CAMPAIGN': 'The terms of a campaign never change.' } }

export const unmissed: Unmissed = { openCampaign: OPERATOR }
