// The players of a full match leave and come back all the time, while others apply.

import { count } from '#infra/docs/scenarios/report.ts'
import { countOf, prepared, scenario, soundness } from '../scenario.ts'
import type { User } from '../stage.ts'
import { matchBody } from '../traffic.ts'

export const restlessMatch = scenario({
  name: 'restless-match',
  says: 'Players of a full match leave and come back all the time, while others apply.',
  hot: 'matches.applyToMatch',
  parameters: {
    seats: { value: 18, says: 'seats of the match, all taken' },
    players: { value: 6, says: 'players who leave and come back, as fast as they can' },
    perSecond: { value: 50, says: 'other users who apply in a second; one who gets a seat gives it back' },
    seconds: { value: 10, says: 'the time in which all of this happens' },
  },
  run: async (stage, { seats, players, perSecond, seconds }) => {
    const host = await stage.user()
    const { matchId } = await prepared(host.api.matches.openMatch({ body: matchBody(stage, seats), key: host.key() }))
    const path = { matchId }
    const apply = ({ api, key }: User) => api.matches.applyToMatch({ path, key: key() })
    const withdraw = ({ api, key }: User) => api.matches.withdrawFromMatch({ path, key: key() })
    const seated: User[] = []
    while (seated.length < seats) seated.push(await stage.user())
    for (const player of seated) await prepared(apply(player))
    const endsMs = seconds * 1000
    for (const [at, player] of seated.slice(0, players).entries())
      stage.start(`player-${at}`, stage.random() * 100, async () => {
        while (stage.world.nowMs < endsMs) {
          await stage.measure('players', () => withdraw(player))
          await stage.measure('players', () => apply(player))
        }
      })
    for (let at = 0; at < perSecond * seconds; at += 1)
      stage.start(`applicant-${at}`, stage.random() * endsMs, async () => {
        const user = await stage.user()
        await stage.measure('applications', () => apply(user))
        await stage.measure('players', () => withdraw(user))
      })
    await stage.run()
    const taken = await countOf(stage, ({ pk, sk }) => pk === `MATCH#${matchId}` && sk.startsWith('SEAT#'))
    return {
      group: 'applications',
      facts: { 'seats taken at the end': `${count(taken)} of ${count(seats)}` },
      checks: { 'no more seats are taken than the match has': taken <= seats, ...(await soundness(stage)) },
    }
  },
})
