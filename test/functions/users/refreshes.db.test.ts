// Refreshes in two tabs, with lost replies and differing clocks, against a small model of a session.

import { afterEach, describe, expect, test } from 'vitest'
import { Session, type SessionItem } from '#domain/users/items.ts'
import { begin, type RefreshToken, writeToken } from '#domain/users/sessions.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { known } from '#test/support/known.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
afterEach(() => world.fails(undefined))
const sound = async () => expect((await world.table.audit()).violations).toEqual([])

/** A new session, as stored at sign-in. */
const signedIn = async (): Promise<{ session: SessionItem; first: RefreshToken; token: string }> => {
  const { userId } = await known(world)
  const { random, clock } = runtime()
  const sessionId = typeId('session', clock(), random(10))
  const { session, token } = begin({ user: { userId, sessionEpoch: 0 }, sessionId }, world.now(), random)
  await world.table.store([stored(Session.key(userId, session.sessionId), session)])
  return { session, first: token, token: writeToken(token) }
}

/** @returns the successor, or undefined if the token was refused */
const refresh = async (refreshToken: string): Promise<string | undefined> => {
  const answer = await world.api.users.refreshTokens({ body: { refreshToken } })
  expect([200, 401]).toContain(answer.status)
  return answer.ok ? answer.body.refreshToken : undefined
}
const works = async (token: string | undefined): Promise<boolean> => (await refresh(String(token))) !== undefined

/** With the clock of a process that is ahead. */
const elsewhere = async <T>(aheadMs: number, run: () => Promise<T>): Promise<T> => {
  const { clock } = runtime()
  bindRuntime({ clock: () => clock() + aheadMs })
  try {
    return await run()
  } finally {
    bindRuntime({ clock })
  }
}

interface Step {
  readonly tab: 0 | 1
  /** The reply is lost: the tab keeps its token. */
  readonly lost: boolean
  /** More than the grace period has passed since the previous step. */
  readonly late: boolean
}

const GRACE_MS = 10_000
const LATE_MS = 11_000
const tabs = [0, 1] as const

/** All orders of this many refreshes, with at most one lost reply and one long pause. The first tab starts. */
const ordersOf = (size: number): Step[][] => {
  const chosen = Array.from({ length: 2 ** (size - 1) }, (_, bits) =>
    Array.from({ length: size }, (_, at) => tabs[(bits >> at) & 1] ?? 0).reverse(),
  )
  const places = Array.from({ length: size + 1 }, (_, at) => at)
  return chosen.flatMap((order) =>
    places.flatMap((lost) =>
      // A pause before the first step changes nothing.
      places.slice(1).map((late) => order.map((tab, at) => ({ tab, lost: at === lost, late: at === late }))),
    ),
  )
}

/** A model of sessions as in API.md: issued, used and retired tokens. */
class Model {
  ended = false
  readonly #parents = new Map<string, string | undefined>()
  readonly #spent = new Set<string>()
  #last: string | undefined
  #spentAt = 0

  constructor(token: string) {
    this.#parents.set(token, undefined)
  }

  given(token: string, parent: string): void {
    this.#parents.set(token, parent)
  }

  /** @returns whether the token gets a successor */
  presents(token: string, now: number): boolean {
    if (this.ended) return false
    if (this.#spent.has(token)) {
      if (token === this.#last && now - this.#spentAt <= GRACE_MS) return true
      this.ended = true
      return false
    }
    // Another sibling was used before.
    if (this.#parents.get(token) !== this.#last) return false
    this.#spent.add(token)
    this.#last = token
    this.#spentAt = now
    return true
  }
}

const walk = async (order: readonly Step[]): Promise<void> => {
  const { token } = await signedIn()
  const model = new Model(token)
  const held = [token, token]
  const present = async (tab: number, how: string): Promise<{ given: string | undefined; from: string }> => {
    const from = held[tab] ?? ''
    const expected = model.presents(from, clockNow())
    const given = await refresh(from)
    expect(given !== undefined, `${JSON.stringify(order)} ${how}`).toBe(expected)
    if (given !== undefined) model.given(given, from)
    return { given, from }
  }
  let lostAny = false
  for (const [at, { tab, lost, late }] of order.entries()) {
    if (late) world.passes(LATE_MS)
    const { given } = await present(tab, `step ${at}`)
    if (given !== undefined && !lost) held[tab] = given
    lostAny ||= lost
  }
  const orderly = !model.ended && (lostAny === false || held[0] !== token) && held[1] !== token
  const alive: boolean[] = []
  for (const tab of tabs) alive.push((await present(tab, `tab ${tab} afterwards`)).given !== undefined)
  // If each tab got its own token and none was reused, at least one of them continues.
  if (orderly && !model.ended) expect(alive, JSON.stringify(order)).toContain(true)
}
const clockNow = (): number => runtime().clock()

describe('two tabs', () => {
  test.each([1, 2, 3, 4])('all orders of %d refreshes, with a lost reply and a pause', async (size) => {
    for (const order of ordersOf(size)) await walk(order)
    await sound()
  })

  test('each gets a token that works, and the first that is used goes on', async () => {
    for (const first of tabs) {
      const { token } = await signedIn()
      const given = [await refresh(token), await refresh(token)]
      const next = await refresh(String(given[first]))
      expect(next).toBeDefined()
      expect(await works(given[1 - first])).toBe(false)
      world.passes(LATE_MS)
      expect(await works(given[1 - first])).toBe(false)
      expect(await works(next)).toBe(true)
    }
    await sound()
  })

  test('tokens given at once and used at once: one goes on, and no other ends its session', async () => {
    const { token } = await signedIn()
    const given = await Promise.all(Array.from({ length: 4 }, () => refresh(token)))
    const used = await Promise.all(given.map((one) => refresh(String(one))))
    const alive = used.filter((one) => one !== undefined)
    expect(alive).toHaveLength(1)
    for (const one of given) if (one !== given[used.indexOf(alive[0])]) expect(await works(one)).toBe(false)
    expect(await works(alive[0])).toBe(true)
    await sound()
  })

  test('the session continues for any unused tokens presented at once', async () => {
    const { token } = await signedIn()
    const retired: string[] = []
    let open = [token]
    for (let round = 0; round < 12; round += 1) {
      // The newest and the oldest twice, in different orders, with some retired ones.
      const presented = [...open.slice(-2), ...open.slice(0, 2), ...retired.slice(-2)]
      if (round % 2) presented.reverse()
      const given = await Promise.all(presented.map(refresh))
      const next = given.filter((one) => one !== undefined)
      expect(next.length, `round ${round}`).toBeGreaterThan(0)
      retired.push(...open.filter((one) => !presented.includes(one)))
      open = next
    }
    expect(await works(open[0])).toBe(true)
    await sound()
  })

  test('a token has twenty successors at most, and asking for more ends nothing', async () => {
    const { token } = await signedIn()
    const given: (string | undefined)[] = []
    for (let turn = 0; turn < 22; turn += 1) given.push(await refresh(token))
    expect(given.map((one) => one !== undefined)).toEqual([...Array(20).fill(true), false, false])
    expect(await works(given[3])).toBe(true)
    await sound()
  })

  test('a sibling that was used is spent: later than the grace it ends the session', async () => {
    const { token } = await signedIn()
    const [older] = [await refresh(token), await refresh(token)]
    const next = await refresh(String(older))
    world.passes(LATE_MS)
    expect(await works(older)).toBe(false)
    expect(await works(next)).toBe(false)
    await sound()
  })

  test('no secret of a token is stored', async () => {
    const { token } = await signedIn()
    const given = [token, await refresh(token), await refresh(token)]
    const text = JSON.stringify(await world.table.items())
    for (const one of given) {
      const [, , family = '', secret = ''] = Buffer.from(String(one), 'base64url').toString().split('.')
      expect(secret).toHaveLength(43)
      expect(text).not.toContain(secret)
      expect(text).not.toContain(family)
    }
  })
})

describe('clocks that differ', () => {
  test.each([-3000, -1, 1, 3000])('by %d ms: a lost reply is forgiven for ten seconds', async (aheadMs) => {
    for (const passed of [0, 9000]) {
      const { token } = await signedIn()
      expect(await works(token)).toBe(true)
      world.passes(passed)
      const found = await elsewhere(aheadMs, () => refresh(token))
      expect(found).toBeDefined()
      expect(await elsewhere(aheadMs, () => works(found))).toBe(true)
    }
    await sound()
  })

  test.each([-3000, 0, 3000])(
    'by %d ms: a spent token ends its session once six minutes have passed',
    async (aheadMs) => {
      const { token } = await signedIn()
      const next = await refresh(token)
      world.passes(6 * 60_000)
      expect(await elsewhere(aheadMs, () => works(token))).toBe(false)
      expect(await works(next)).toBe(false)
      await sound()
    },
  )

  test.each([-300_000, -3000, 0, 3000, 300_000])(
    'by %d ms: a spent token whose successor was used ends its session at once',
    async (aheadMs) => {
      const { token } = await signedIn()
      const next = await refresh(String(await refresh(token)))
      expect(await elsewhere(aheadMs, () => works(token))).toBe(false)
      expect(await works(next)).toBe(false)
      await sound()
    },
  )

  test.each([-300_000, 300_000])('by %d ms: a lost reply is refused, and the session lives on', async (aheadMs) => {
    const { token } = await signedIn()
    const next = await refresh(token)
    world.passes(9000)
    for (let turn = 0; turn < 2; turn += 1) expect(await elsewhere(aheadMs, () => works(token))).toBe(false)
    expect(await works(next)).toBe(true)
    await sound()
  })

  test('by one clock the grace is ten seconds exactly', async () => {
    const { clock } = runtime()
    let at = clock()
    bindRuntime({ clock: () => at })
    const [kept, caught] = [await signedIn(), await signedIn()]
    const [one, two] = [await refresh(kept.token), await refresh(caught.token)]
    at += 10_000
    expect(await works(kept.token)).toBe(true)
    at += 1
    expect(await works(caught.token)).toBe(false)
    expect([await works(one), await works(two)]).toEqual([true, false])
    bindRuntime({ clock })
  })
})

describe('a session that the first edition stored', () => {
  /** The current token and the one used before it; the clock is unknown. */
  const earlier = async () => {
    const { session, first, token } = await signedIn()
    const { userId, sessionId, currentHash: previousHash = '' } = session
    const { random } = runtime()
    const { session: other, token: next } = begin({ user: { userId, sessionEpoch: 0 }, sessionId }, world.now(), random)
    const { currentHash = '' } = other
    const current = { ...next, family: first.family }
    const rotated = { previousHash, currentHash, rotatedAt: world.now(), version: 1, changes: 1 }
    await world.table.store([stored(Session.key(userId, sessionId), { ...session, ...rotated })])
    return { spent: token, current: writeToken(current) }
  }

  test('goes on by its current token', async () => {
    const { spent, current } = await earlier()
    const next = await refresh(current)
    expect(next).toBeDefined()
    expect(await works(next)).toBe(true)
    expect(await works(spent)).toBe(false)
    await sound()
  })

  test('forgives a lost reply, and its current token stays as good as the new one', async () => {
    const { spent, current } = await earlier()
    expect(await works(spent)).toBe(true)
    expect(await works(current)).toBe(true)
    await sound()
  })

  test('ends by a token that was spent long ago', async () => {
    const { spent, current } = await earlier()
    world.passes(6 * 60_000)
    expect(await works(spent)).toBe(false)
    expect(await works(current)).toBe(false)
    await sound()
  })

  test('stays ended', async () => {
    const { session, token } = await signedIn()
    const { userId, sessionId } = session
    const ended = { version: 1, changes: 1, endedAt: world.now(), endedVersion: 1 }
    await world.table.store([stored(Session.key(userId, sessionId), { ...session, ...ended })])
    expect(await works(token)).toBe(false)
    await sound()
  })
})
