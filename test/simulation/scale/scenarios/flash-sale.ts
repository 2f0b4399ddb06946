// Thousands claim a coupon of one campaign at the same time.

import { count } from '#infra/docs/scenarios/report.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { acquaint } from '#test/support/known.ts'
import { countOf, prepared, refusedBefore, scenario, soundness, spanOf } from '../scenario.ts'
import { withTraffic } from '../traffic.ts'

export const flashSale = scenario({
  name: 'flash-sale',
  says: 'Users claim a coupon of one campaign, more than there are.',
  hot: 'coupons.claimCoupon',
  parameters: {
    users: { value: 100_000, says: 'users, each with one claim' },
    coupons: { value: 10_000, says: 'coupons of the campaign' },
    seconds: { value: 10, says: 'the time in which they arrive, evenly' },
    stripes: { value: 0, says: 'stripes of the campaign; 0: as the API decides' },
    traffic: { value: 0, says: 'requests a second of other users meanwhile' },
  },
  run: async (stage, { users, coupons, seconds, stripes, traffic }) => {
    const operator = await stage.user('OPERATOR')
    const body = {
      ...{
        name: 'Launch',
        discount: { type: 'AMOUNT' as const, value: 3000 },
        maxIssueCount: coupons,
        minTotal: 10_000,
      },
      expiresAt: after(stage.now(), DAY_MS),
      ...(stripes > 0 ? { stripes } : {}),
    }
    const { campaignId } = await prepared(operator.api.coupons.openCampaign({ body, key: operator.key() }))
    await withTraffic(stage, { perSecond: traffic, seconds })
    for (let at = 0; at < users; at += 1) {
      const { userId } = await acquaint(stage, { userId: stage.userId() })
      stage.start(`claimer-${at}`, stage.random() * seconds * 1000, async () => {
        // Only now: a hundred thousand clients at once need more memory than there is.
        const { api, key } = await stage.user('USER', userId)
        await stage.measure('claims', () => api.coupons.claimCoupon({ path: { campaignId }, key: key() }))
      })
    }
    await stage.run()
    const issued = await countOf(stage, ({ pk, sk }) => pk.startsWith('COUPONS#') && sk.startsWith('COUPON#'))
    const told = stage.calls.all.filter(({ group, isOk }) => group === 'claims' && isOk).length
    const isSoldOut = stage.calls.all.some(({ code }) => code === 'campaign-exhausted')
    return {
      group: 'claims',
      facts: {
        'coupons issued': `${count(issued)} of ${count(coupons)}`,
        'from the first to the last': `${(spanOf(stage, 'claims') / 1000).toFixed(1)} s`,
        'refused before the last': refusedBefore(stage, 'claims'),
      },
      checks: {
        'no more coupons than the campaign has': issued <= coupons,
        'every caller with a 201 has a coupon': told <= issued,
        'sold out is told only when all are issued': !isSoldOut || issued === coupons,
        ...(await soundness(stage)),
      },
    }
  },
})
