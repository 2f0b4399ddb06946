// What the models of wallet and matches share: a clock of their own, people whose tokens outlast it, receipts as API.md tells of them.

import fc from 'fast-check'
import { expect } from 'vitest'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { inProcess } from './in-process.ts'
import { clients, makeWorld, type User, type World } from './people.ts'
import { seedOfRun } from './seed.ts'
import { home } from './world.ts'

export const DAY_MS = 24 * 60 * 60 * 1000
const YEARS_S = 10 * 365 * 24 * 60 * 60

export interface Clock {
  /** Milliseconds since 1970; it stands still until somebody moves it. */
  at: number
  iso(laterMs?: number): string
}

export interface Stage {
  readonly world: World
  readonly clock: Clock
  readonly people: readonly User[]
}

/** A fresh table, a clock that stands, and so many people. */
export const stage = async (size: number): Promise<Stage> => {
  const world = await makeWorld(home())
  const clock: Clock = {
    at: Date.parse('2026-06-01T00:00:00.000Z'),
    iso: (laterMs = 0) => new Date(clock.at + laterMs).toISOString(),
  }
  bindRuntime({ clock: () => clock.at })
  const people = await Promise.all(
    Array.from({ length: size }, async () => {
      const { userId } = await world.stranger()
      const token = await tokenFor(userId, 'USER', { lifetimeS: YEARS_S })
      return { userId, token, api: clients('http://api.test', inProcess, token) }
    }),
  )
  return { world, clock, people }
}

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly code?: string | undefined
  readonly body: unknown
  readonly replayed?: boolean
}

/** A write as the model sees it. */
export interface Predicted<T> {
  readonly caller: string
  readonly operation: string
  readonly key?: string | undefined
  /** What makes two requests the same. */
  readonly request: unknown
  /** Status and code, such as `409 match-full`; undefined: it succeeds. */
  readonly refusal: string | undefined
  readonly status: number
  readonly send: () => Promise<Answer>
  /** Moves the model on. */
  readonly done: (body: T) => void
}

/** Receipts outlive what they were written for: a replay outranks every refusal. */
export const receipts = (clock: Clock) => {
  const kept = new Map<string, { request: string; body: unknown; until: number }>()
  return async <T>({ caller, operation, key, request, refusal, status, send, done }: Predicted<T>): Promise<void> => {
    const name = key && `${caller} ${operation} ${key}`
    const receipt = name ? kept.get(name) : undefined
    const seconds = Math.floor(clock.at / 1000)
    const answer = await send()
    const said = `${answer.status}${answer.code ? ` ${answer.code}` : ''}${answer.replayed ? ' again' : ''}`
    if (receipt && receipt.until > seconds) {
      const same = receipt.request === JSON.stringify(request)
      expect(said).toBe(same ? `${status} again` : '422 idempotency-key-reused')
      if (same) expect(answer.body).toEqual(receipt.body)
      return
    }
    expect(said).toBe(refusal ?? `${status}`)
    if (refusal) return
    done(answer.body as T)
    const until = seconds + 7 * 24 * 60 * 60
    if (name) kept.set(name, { request: JSON.stringify(request), body: answer.body, until })
  }
}

interface Listed<T> {
  readonly ok: boolean
  readonly body: { readonly items?: T[]; readonly nextCursor?: string | null } | Readonly<Record<string, unknown>>
}

/** Follows the cursors to the end. */
export const everyPage = async <T>(limit: number, ask: (cursor?: string) => Promise<Listed<T>>): Promise<T[]> => {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const answer = await ask(cursor)
    const { items = [], nextCursor } = answer.body as { items?: T[]; nextCursor?: string | null }
    expect(answer.ok, JSON.stringify(answer.body)).toBe(true)
    expect(items.length).toBeLessThanOrEqual(limit)
    all.push(...items)
    cursor = nextCursor ?? undefined
    // A page may be short, but not every page: the list ends.
    expect(all.length, 'a list without end').toBeLessThan(1000)
  } while (cursor)
  return all
}

type Values<S> = { readonly [K in keyof S]: S[K] extends fc.Arbitrary<infer T> ? T : never }
/** How each kind of step is done, and what is expected of it. */
export type Acts<S> = { readonly [K in keyof S]: (step: Values<S>[K]) => Promise<void> }

/**
 * Plays histories, each on a stage of its own; one step in six is an earlier one again, key and all.
 * A failure prints the seed and the shortest history that shows it.
 * @param weights how often a kind comes, 1 where nothing is said
 */
export const plays = async <S extends Record<string, fc.Arbitrary<unknown>>>(
  kinds: S,
  weights: Partial<Record<keyof S, number>>,
  play: (history: (acts: Acts<S>) => Promise<void>) => Promise<void>,
): Promise<void> => {
  const fresh = Object.entries(kinds).map(([kind, step]) => ({
    arbitrary: fc.record({ kind: fc.constant(kind), step }),
    weight: weights[kind] ?? 1,
  }))
  const total = fresh.reduce((sum, { weight }) => sum + weight, 0)
  const again = { arbitrary: fc.record({ back: fc.integer({ min: 1, max: 8 }) }), weight: Math.ceil(total / 5) }
  const histories = fc.array(fc.oneof(...fresh, again), { minLength: 5, maxLength: 60, size: 'max' })
  const run = async (history: ({ kind: string; step: unknown } | { back: number })[]): Promise<void> => {
    const past: { kind: string; step: unknown }[] = []
    const steps = history.flatMap((one) => {
      const step = 'back' in one ? past.at(-one.back) : one
      if (step) past.push(step)
      return step ?? []
    })
    await play(async (acts) => {
      for (const { kind, step } of steps) await acts[kind]?.(step as never)
    })
  }
  const numRuns = Number(process.env['RUNS'] ?? 20)
  await fc.assert(fc.asyncProperty(histories, run), { seed: seedOfRun, numRuns })
}

/** What a history has left behind breaks no rule. */
export const expectSound = async ({ world }: Stage): Promise<void> => {
  const { violations, unsettled } = await world.table.audit()
  expect([violations, unsettled]).toEqual([[], 0])
}
