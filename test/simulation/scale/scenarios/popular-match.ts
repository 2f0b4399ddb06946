// Thousands apply for the seats of one match at the same time.

import { count } from '#infra/docs/scenarios/report.ts'
import { countOf, prepared, scenario, soundness, spanOf } from '../scenario.ts'
import { matchBody, withTraffic } from '../traffic.ts'

export const popularMatch = scenario({
  name: 'popular-match',
  says: 'Users apply to one match with a few seats, while others use the product as always.',
  hot: 'matches.applyToMatch',
  parameters: {
    users: { value: 10_000, says: 'users, each with one application' },
    seats: { value: 18, says: 'seats of the match' },
    seconds: { value: 10, says: 'the time in which they arrive, evenly' },
    traffic: { value: 100, says: 'requests a second of other users meanwhile' },
  },
  run: async (stage, { users, seats, seconds, traffic }) => {
    const host = await stage.user()
    const { matchId } = await prepared(host.api.matches.openMatch({ body: matchBody(stage, seats), key: host.key() }))
    await withTraffic(stage, { perSecond: traffic, seconds: seconds + 5 })
    for (let at = 0; at < users; at += 1)
      stage.start(`applicant-${at}`, 2000 + stage.random() * seconds * 1000, async () => {
        const { api, key } = await stage.user()
        await stage.measure('applications', () => api.matches.applyToMatch({ path: { matchId }, key: key() }))
      })
    await stage.run()
    const seated = await countOf(stage, ({ pk, sk }) => pk === `MATCH#${matchId}` && sk.startsWith('SEAT#'))
    return {
      group: 'applications',
      ...(traffic > 0 ? { latencyOf: 'other users' } : {}),
      facts: {
        'seats taken': `${count(seated)} of ${count(seats)}`,
        'from the first to the last': `${(spanOf(stage, 'applications') / 1000).toFixed(1)} s`,
      },
      checks: {
        'exactly the seats of the match are taken': seated === Math.min(seats, users),
        'every caller with a 201 has a seat':
          stage.calls.all.filter(({ group, isOk }) => group === 'applications' && isOk).length <= seated,
        ...(await soundness(stage)),
      },
    }
  },
})
