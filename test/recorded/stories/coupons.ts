// Coupons: campaigns by operators, claims by users.

import { FAR, type Person, type Player, soon, unknown, until } from '../player.ts'

/** A campaign that expires soon. */
export interface Brief {
  readonly campaignId: string
  readonly expiresAt: string
}

export const briefCampaign = async (player: Player, operator: Person): Promise<Brief> => {
  const body = { name: 'Brief', discount: { type: 'AMOUNT', value: 3000 }, maxIssueCount: 1, minTotal: 0 }
  const expiresAt = soon(3000)
  return player.need('POST /coupon-campaigns', { as: operator, body: { ...body, expiresAt } })
}

export const coupons = async (player: Player, operator: Person, brief: Brief): Promise<void> => {
  player.story('coupons')
  const [eve, fay] = [await player.person('eve'), await player.person('fay')]
  const open = 'POST /coupon-campaigns'
  const spring = { name: 'Spring', discount: { type: 'AMOUNT', value: 3000 }, maxIssueCount: 1, minTotal: 10_000 }
  const body = { ...spring, expiresAt: FAR }
  const opened = await player.ask('open a campaign', open, { as: operator, key: 'spring', body })
  await player.ask('open it again with the same key', open, { as: operator, key: 'spring', body })
  await player.ask('the same key with another campaign', open, {
    ...{ as: operator, key: 'spring', body: { ...body, name: 'Autumn' } },
  })
  await player.ask('open as no operator', open, { as: eve, body })
  await player.ask('open one that is over', open, {
    as: operator,
    body: { ...body, expiresAt: '2020-01-01T00:00:00Z' },
  })
  await player.ask('every field wrong', open, {
    ...{ as: operator, body: { name: '', discount: { type: 'RATE', value: 1 }, maxIssueCount: 0, minTotal: -1 } },
  })
  await player.ask('a discount of no kind', open, { as: operator, body: { ...body, discount: { type: 'GIFT' } } })
  const rate = await player.ask('open one with a rate', open, {
    as: operator,
    body: { ...body, name: 'Rate', discount: { type: 'RATE', percent: 10, maxDiscount: 2000 }, maxIssueCount: 100 },
  })
  const claim = 'POST /coupon-campaigns/{campaignId}/coupons'
  const path = { campaignId: opened.body.campaignId }
  await player.ask('claim', claim, { as: eve, path, key: 'mine' })
  await player.ask('claim again with the same key', claim, { as: eve, path, key: 'mine' })
  await player.ask('claim once more', claim, { as: eve, path })
  await player.ask('claim what is given out', claim, { as: fay, path })
  await player.ask('the same key for another campaign', claim, {
    ...{ as: eve, path: { campaignId: rate.body.campaignId }, key: 'mine' },
  })
  await player.ask('claim one with a rate', claim, { as: eve, path: { campaignId: rate.body.campaignId } })
  const campaign = 'GET /coupon-campaigns/{campaignId}'
  await player.ask('a campaign', campaign, { as: eve, path })
  await player.ask('no campaign', campaign, { as: eve, path: { campaignId: unknown('campaign') } })
  await until(brief.expiresAt)
  const campaigns = 'GET /coupon-campaigns'
  await player.ask('campaigns', campaigns, { as: eve })
  await player.ask('campaigns that run', campaigns, { as: eve, query: { running: 'true' } })
  const two = await player.ask('campaigns, first page', campaigns, { as: eve, query: { limit: 1 } })
  await player.ask('campaigns, second page', campaigns, {
    ...{ as: eve, query: { limit: 1, cursor: two.body.nextCursor } },
  })
  await player.ask('campaigns that run perhaps', campaigns, { as: eve, query: { running: 'perhaps' } })
  await player.ask('claim of a campaign that is over', claim, { as: eve, path: { campaignId: brief.campaignId } })
  await player.ask('coupons', 'GET /coupons', { as: eve })
  const page = await player.ask('coupons, first page', 'GET /coupons', { as: eve, query: { limit: 1 } })
  await player.ask('coupons, second page', 'GET /coupons', {
    ...{ as: eve, query: { limit: 1, cursor: page.body.nextCursor } },
  })
  await player.ask('coupons of who has none', 'GET /coupons', { as: fay })
}
