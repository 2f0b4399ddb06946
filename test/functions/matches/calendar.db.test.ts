// The calendar of a user's seats: its token, and a file that an independent reader of RFC 5545 understands.

import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { inProcess } from '#test/support/in-process.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { DAY_MS, matchBody } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const sweep = () => sweepSeats({}, { awsRequestId: 'sweep' })
const opens = async (as: User, changes: object = {}) =>
  ok(await as.api.matches.openMatch({ body: { ...matchBody(world), ...changes } }))
const joins = async (as: User, { matchId }: { matchId: string }) =>
  ok(await as.api.matches.applyToMatch({ path: { matchId } }))

/** The format has whole seconds. */
const second = (at: string, laterMs = 0) => new Date(Math.floor((Date.parse(at) + laterMs) / 1000) * 1000).toISOString()

const fetched = async (token: string, headers = {}) => {
  const answer = await inProcess(`http://api.test/users/me/calendar.ics?token=${token}`, { headers })
  return { answer, text: await answer.text() }
}
/** The events of a file, by an independent reader. */
const eventsIn = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((event) => ({
    uid: String(event.getFirstPropertyValue('uid')),
    summary: String(event.getFirstPropertyValue('summary')),
    location: String(event.getFirstPropertyValue('location')),
    status: String(event.getFirstPropertyValue('status')),
    sequence: Number(event.getFirstPropertyValue('sequence')),
    start: new ICAL.Event(event).startDate.toJSDate().toISOString(),
    end: new ICAL.Event(event).endDate.toJSDate().toISOString(),
  }))
const eventsOf = async (token: string) => eventsIn((await fetched(token)).text)
const tokenOf = async (as: User) => ok(await as.api.matches.openCalendar({})).token

test('shows the seats, in a file that keeps the format', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const title = `풋살; 금요일, "8시" \\ ${'가나다라마바사아자차'.repeat(6)}😀\n둘째 줄`
  const match = await opens(ann, { title, venue: 'Mapo, Seoul; hall 2' })
  const paid = await opens(ann, { fee: 1000, startsAt: world.now(2 * DAY_MS) })
  const { applicationId } = await joins(bob, match)
  await joins(bob, paid)
  const { answer, text } = await fetched(await tokenOf(bob))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="matches.ics"')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  // CRLF alone ends a line, and no line has more than 75 octets.
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:.+\r\n/)
  expect(text).not.toContain('�')
  const [free, held] = eventsIn(text)
  expect(free).toEqual({
    uid: `${applicationId}@holdfast`,
    summary: title,
    location: 'Mapo, Seoul; hall 2',
    status: 'CONFIRMED',
    sequence: 0,
    start: second(match.startsAt),
    end: second(match.startsAt, 120 * 60_000),
  })
  expect(held).toMatchObject({ status: 'TENTATIVE', start: second(paid.startsAt) })
  expect((await fetched(await tokenOf(bob), { 'accept-language': 'ko' })).text).toContain('내 경기')
})

test('keeps the id of an event through every change, and counts the changes', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const match = await opens(ann)
  const path = { matchId: match.matchId }
  await joins(bob, match)
  const token = await tokenOf(bob)
  const [first] = await eventsOf(token)
  const startsAt = world.now(5 * DAY_MS)
  ok(await ann.api.matches.changeMatch({ path, body: { title: 'Later', startsAt } }))
  const [moved] = await eventsOf(token)
  expect(moved).toMatchObject({ uid: first?.uid, summary: 'Later', start: second(startsAt), sequence: 1 })
  ok(await ann.api.matches.cancelMatch({ path }))
  expect(await eventsOf(token)).toMatchObject([{ uid: first?.uid, status: 'CANCELLED', sequence: 2 }])
  await sweep()
  // The seat is gone, and the calendar still says so.
  expect(await eventsOf(token)).toMatchObject([{ uid: first?.uid, status: 'CANCELLED', sequence: 3 }])
})

test('shows a seat that was given back as cancelled, and the next one as another event', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const match = await opens(ann)
  const path = { matchId: match.matchId }
  await joins(bob, match)
  const token = await tokenOf(bob)
  ok(await bob.api.matches.withdrawFromMatch({ path }))
  const [gone] = await eventsOf(token)
  expect(gone?.status).toBe('CANCELLED')
  const { applicationId } = await joins(bob, match)
  const [back, ...others] = await eventsOf(token)
  expect(back).toMatchObject({ uid: `${applicationId}@holdfast`, status: 'CONFIRMED' })
  expect(others).toMatchObject([{ uid: gone?.uid, status: 'CANCELLED' }])
})

test('a lapsed hold leaves the calendar', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  await joins(bob, await opens(ann, { fee: 1000 }))
  const token = await tokenOf(bob)
  expect(await eventsOf(token)).toHaveLength(1)
  world.passes(11 * 60_000)
  await sweep()
  expect(await eventsOf(token)).toEqual([])
})

test('the token stays the same until it is revoked, and then never works again', async () => {
  const bob = await world.stranger()
  const made = ok(await bob.api.matches.openCalendar({}))
  expect(made.path).toBe(`/users/me/calendar.ics?token=${made.token}`)
  expect(ok(await bob.api.matches.openCalendar({}))).toEqual(made)
  expect((await fetched(made.token)).answer.status).toBe(200)
  expect((await bob.api.matches.revokeCalendar({})).status).toBe(204)
  expect(await bob.api.matches.revokeCalendar({})).toMatchObject({ status: 404, code: 'calendar-not-found' })
  const next = await tokenOf(bob)
  expect(next).not.toBe(made.token)
  expect((await fetched(next)).answer.status).toBe(200)
  const other = await world.stranger()
  const forged = [
    made.token,
    `${next}x`,
    next.slice(0, -1),
    next.replace(bob.userId, other.userId),
    '',
    'x',
    `${next} `,
  ]
  for (const token of [...forged, next.replace('.2.', '.3.'), next.replace('.2.', '.02.')]) {
    const { answer, text } = await fetched(encodeURIComponent(token))
    expect([answer.status, JSON.parse(text).code], token).toEqual([404, 'calendar-not-found'])
  }
  expect((await inProcess('http://api.test/users/me/calendar.ics')).status).toBe(400)
  expect((await world.table.audit()).violations).toEqual([])
  // Nothing in the table opens a calendar.
  expect(JSON.stringify(await world.table.items())).not.toContain(next.split('.')[2])
})

test('of ten who open and revoke at once, each token is a different one or the same open one', async () => {
  const bob = await world.stranger()
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      if (at % 3 === 2) await bob.api.matches.revokeCalendar({})
      else return tokenOf(bob)
      return undefined
    }),
  )
  const tokens = [...new Set(answers.flatMap((token) => token ?? []))]
  const open = await Promise.all(tokens.map(async (token) => (await fetched(token)).answer.status))
  expect(open.filter((status) => status === 200).length).toBeLessThanOrEqual(1)
  expect((await world.table.audit()).violations).toEqual([])
})

test('a user who has asked for deletion has no calendar any more', async () => {
  const bob = await world.register()
  const token = await tokenOf(bob)
  ok(await bob.api.users.deleteMe({ body: { currentPassword: 'correct horse battery' } }))
  expect((await fetched(token)).answer.status).toBe(404)
  expect(await bob.api.matches.openCalendar({})).toMatchObject({ status: 401 })
})
