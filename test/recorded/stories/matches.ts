// Matches: opening, changing, cancelling, seats taken and given back, lists and their pages.

import { comes, FAR, type Player, unknown } from '../player.ts'

export const futsal = { title: 'Friday futsal', venue: 'Mapo, Seoul', startsAt: FAR, durationMinutes: 120 }

export const matches = async (player: Player): Promise<void> => {
  player.story('matches')
  const [host, guest, late] = [await player.person('host'), await player.person('guest'), await player.person('late')]
  const free = { ...futsal, maxPlayerCount: 2, fee: 0 }
  const opened = await player.ask('open', 'POST /matches', { as: host, key: 'friday', body: free })
  await player.ask('open again with the same key', 'POST /matches', { as: host, key: 'friday', body: free })
  await player.ask('the same key with another match', 'POST /matches', {
    ...{ as: host, key: 'friday', body: { ...free, title: 'Another' } },
  })
  await player.ask('open in the past', 'POST /matches', {
    ...{ as: host, body: { ...free, startsAt: '2020-01-01T00:00:00Z' } },
  })
  await player.ask('every field wrong', 'POST /matches', {
    ...{ as: host, body: { title: '', venue: 5, startsAt: 'noon', durationMinutes: 0, maxPlayerCount: 101, fee: -1 } },
  })
  const path = { matchId: opened.body.matchId }
  await player.ask('a match', 'GET /matches/{matchId}', { path })
  await player.ask('no match', 'GET /matches/{matchId}', { path: { matchId: unknown('match') } })

  const apply = 'POST /matches/{matchId}/applications'
  await player.ask('take a seat', apply, { as: guest, path, key: 'seat' })
  await player.ask('take it again with the same key', apply, { as: guest, path, key: 'seat' })
  await player.ask('the same key for another match', apply, {
    as: guest,
    path: { matchId: unknown('match') },
    key: 'seat',
  })
  await player.ask('take a second seat', apply, { as: guest, path })
  await player.ask('the host takes a seat', apply, { as: host, path })
  await player.ask('take a seat where none is left', apply, { as: late, path })
  await player.ask('take a seat in no match', apply, { as: late, path: { matchId: unknown('match') } })
  await player.ask('a full match', 'GET /matches/{matchId}', { path })
  const seats = 'GET /matches/{matchId}/applications'
  await player.ask('seats', seats, { as: host, path })
  const page = await player.ask('seats, first page', seats, { as: host, path, query: { limit: 1 } })
  await player.ask('seats, second page', seats, { as: host, path, query: { limit: 1, cursor: page.body.nextCursor } })
  await player.ask('seats, as a guest', seats, { as: guest, path })
  await player.ask('seats, as a user without one', seats, { as: late, path })
  await player.ask('own seats', 'GET /users/me/applications', { as: guest })

  const change = 'PATCH /matches/{matchId}'
  await player.ask('change', change, { as: host, path, key: 'change', body: { title: 'Saturday futsal' } })
  await player.ask('change again with the same key', change, {
    ...{ as: host, path, key: 'change', body: { title: 'Saturday futsal' } },
  })
  await player.ask('the same key with another change', change, {
    ...{ as: host, path, key: 'change', body: { title: 'Sunday futsal' } },
  })
  await player.ask('fewer seats than players', change, { as: host, path, body: { maxPlayerCount: 1 } })
  await player.ask('a start in the past', change, { as: host, path, body: { startsAt: '2020-01-01T00:00:00Z' } })
  await player.ask('change what a guest does not host', change, { as: guest, path, body: { title: 'Mine' } })
  await player.ask('more seats', change, { as: host, path, body: { maxPlayerCount: 3, venue: 'Jongno' } })
  await player.ask('change nothing', change, { as: host, path, body: {} })

  const withdraw = 'DELETE /matches/{matchId}/applications/me'
  await player.ask('give a seat back', withdraw, { as: guest, path, key: 'back' })
  await player.ask('give it back again with the same key', withdraw, { as: guest, path, key: 'back' })
  await player.ask('the same key for a seat in another match', withdraw, {
    ...{ as: guest, path: { matchId: unknown('match') }, key: 'back' },
  })
  await player.ask('give back what one has not', withdraw, { as: guest, path })
  await player.ask('take a seat anew', apply, { as: guest, path })
  await player.ask('the same key by another route', apply, { as: guest, path, key: 'back' })

  const paid = await player.need('POST /matches', { as: host, body: { ...futsal, maxPlayerCount: 9, fee: 5000 } })
  await player.ask('take a seat that costs', apply, { as: late, path: { matchId: paid.matchId } })
  await player.ask('own seats, one of which is held', 'GET /users/me/applications', { as: late })
  for (let hold = 2; hold <= 5; hold += 1) {
    const { matchId } = await player.need('POST /matches', {
      ...{ as: host, body: { ...futsal, title: `Paid ${hold}`, maxPlayerCount: 9, fee: 5000 } },
    })
    await player.need(apply, { as: late, path: { matchId } })
  }
  const sixth = await player.need('POST /matches', { as: host, body: { ...futsal, maxPlayerCount: 9, fee: 5000 } })
  await player.ask('a sixth unpaid seat', apply, { as: late, path: { matchId: sixth.matchId } })
  for (let take = 1; take <= 3; take += 1) {
    await player.need(apply, { as: guest, path: { matchId: sixth.matchId } })
    await player.need(withdraw, { as: guest, path: { matchId: sixth.matchId } })
  }
  await player.ask('a fourth take without paying', apply, { as: guest, path: { matchId: sixth.matchId } })
  const held = await player.ask('own seats, first page', 'GET /users/me/applications', {
    as: late,
    query: { limit: 2 },
  })
  await player.ask('own seats, second page', 'GET /users/me/applications', {
    ...{ as: late, query: { limit: 2, cursor: held.body.nextCursor } },
  })

  const cancel = 'POST /matches/{matchId}/cancel'
  await player.ask('cancel what a guest does not host', cancel, { as: guest, path })
  await player.ask('cancel', cancel, { as: host, path, key: 'rain' })
  await player.ask('cancel again with the same key', cancel, { as: host, path, key: 'rain' })
  await player.ask('cancel once more', cancel, { as: host, path })
  await player.ask('the key of a cancellation for another match', cancel, {
    ...{ as: host, path: { matchId: paid.matchId }, key: 'rain' },
  })
  // A job releases the seats.
  await comes(async () => (await player.need('GET /matches/{matchId}', { path })).playerCount === 0)
  await player.ask('a cancelled match', 'GET /matches/{matchId}', { path })
  await player.ask('take a seat in a cancelled match', apply, { as: late, path })
  await player.ask('give back a seat that was taken back', withdraw, { as: guest, path })
  await player.ask('change a cancelled match', change, { as: host, path, body: { title: 'Again' } })
  await player.ask('own seats, one of which was in a cancelled match', 'GET /users/me/applications', { as: guest })

  await player.ask('matches', 'GET /matches', {})
  await player.ask('matches, as a user', 'GET /matches', { as: guest, query: { limit: 2 } })
  const list = await player.ask('matches, first page', 'GET /matches', { query: { limit: 3 } })
  await player.ask('matches, second page', 'GET /matches', { query: { limit: 3, cursor: list.body.nextCursor } })
  await player.ask('matches from a time on', 'GET /matches', { query: { from: '2046-01-01T00:00:00Z' } })
  await player.ask('matches up to a time', 'GET /matches', { query: { to: '2045-01-01T00:00:00Z' } })
  await player.ask('matches of times that are none', 'GET /matches', { query: { from: 'today', to: 'tomorrow' } })

  await player.ask('matches with a free seat', 'GET /matches', { query: { hasSeats: 'true', limit: 2 } })
  await player.ask('matches at a venue', 'GET /matches', { query: { venue: 'mapo', limit: 2 } })
  await player.ask('matches with filters that are none', 'GET /matches', { query: { hasSeats: 'maybe', venue: ' ' } })
  const mine = 'GET /users/me/matches'
  await player.ask('own matches', mine, { as: guest })
  await player.ask('own matches, as a host', mine, { as: host, query: { role: 'host', limit: 2 } })
  const played = await player.ask('own matches, as a player, first page', mine, {
    ...{ as: late, query: { role: 'player', limit: 1 } },
  })
  await player.ask('own matches, as a player, second page', mine, {
    ...{ as: late, query: { role: 'player', limit: 1, cursor: played.body.nextCursor } },
  })
  await player.ask('own matches, in no role', mine, { as: guest, query: { role: 'fan' } })

  const calendar = await player.ask('make a calendar', 'POST /users/me/calendar', { as: late })
  await player.ask('make it again', 'POST /users/me/calendar', { as: late })
  const file = 'GET /users/me/calendar.ics'
  const noted = (_: unknown, text: string): string => text.replaceAll(/DTSTAMP:\S+/g, 'DTSTAMP:...')
  await player.ask('the calendar', file, { query: { token: calendar.body.token }, noted })
  await player.ask('the calendar, in Korean', file, {
    ...{ query: { token: calendar.body.token }, headers: { 'accept-language': 'ko' }, noted },
  })
  await player.ask('a calendar by a token that is none', file, { query: { token: 'nonsense' } })
  await player.ask('revoke the calendar', 'DELETE /users/me/calendar', { as: late, key: 'revoke' })
  await player.ask('revoke it again with the same key', 'DELETE /users/me/calendar', { as: late, key: 'revoke' })
  await player.ask('revoke it once more', 'DELETE /users/me/calendar', { as: late })
  await player.ask('the calendar by a revoked token', file, { query: { token: calendar.body.token } })

  const busy = await player.person('busy')
  for (let count = 1; count <= 50; count += 1)
    await player.need('POST /matches', {
      ...{ as: busy, body: { ...free, title: `Match ${count}`, startsAt: '2044-01-01T09:00:00Z' } },
    })
  await player.ask('more open matches than a host has', 'POST /matches', { as: busy, body: free })
}
