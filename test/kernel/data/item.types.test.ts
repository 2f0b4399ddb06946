// Uses of items that must not compile, each next to one that does. tsc checks the proofs; running them is a formality.

import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { Read } from '#kernel/commit/store.ts'
import { both } from '#kernel/data/condition.ts'
import { access, companions, keepers } from '#kernel/data/guards.ts'
import { acrossPartitions, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import { problem } from '#kernel/data/problem.ts'
import { change, check, put, remove, update } from '#kernel/data/write.ts'
import { inBoth } from '#test/support/words.ts'

interface GameItem {
  gameId: string
  title: string
  playerCount: number
  maxPlayerCount: number
  status: 'OPEN' | 'CLOSED'
  startsAt: string
  closedAt?: string
}
interface SeatItem {
  userId: string
  row: number
}

const games = space('games', 'GAME')
const Game = games.item<GameItem>()('GAME', 'GAME', (gameId: string) => gameId)
const Seat = games.items<SeatItem>()('GAME', 'SEAT', (gameId: string, userId: string) => [gameId, userId])
const halls = space('halls', 'HALL')
const Hall = halls.item<{ hallId: string }>()('HALL', 'HALL', (hallId: string) => hallId)

const Full = problem('full', 409, inBoth('Full', 'Choose another game.'), { left: z.int() })
const Closed = problem('closed', 409, inBoth('Closed', 'Choose another game.'))
const says = 'A game has its seats.'
const { seats } = invariants('games', { seats: { says, audit: each(Game, () => true) } })
const keeps = [seats] as const

const guard = keepers('games', {
  open: Game.guard({ when: (game) => game.equals('status', 'OPEN'), fails: Closed, keeps }),
  starts: Game.guard({ when: (game, { now }: { now: string }) => game.later('startsAt', now), fails: Closed, keeps }),
  ofUser: Seat.guard({
    when: (seat, { userId }: { userId: string }) => seat.equals('userId', userId),
    fails: Closed,
    keeps: access,
  }),
  withSeat: companions({ with: ({ gameId }: { gameId: string }) => [Seat.key(gameId, 'ann')], keeps }),
})
const game: GameItem = {
  gameId: '1',
  title: 'Chess',
  playerCount: 0,
  maxPlayerCount: 2,
  status: 'OPEN',
  startsAt: '2026-12-01T00:00:00.000Z',
}

describe('a key', () => {
  test('takes what addresses its item', () => {
    expect(Seat.key('1', 'ann')).toMatchObject({ module: 'games', pk: 'GAME#1', sk: 'SEAT#ann' })
    // @ts-expect-error a seat is addressed by two parts
    expect(Seat.key('1')).toBeDefined()
    // @ts-expect-error the module owns no such prefix
    expect(games.item<GameItem>()('HALL', 'GAME', (gameId: string) => gameId)).toBeDefined()
  })

  test('leads to an item of its type', async () => {
    const types = async (read: Read<'games' | 'halls'>) => {
      const [found, seat] = await read.all([Game.key('1'), Seat.key('1', 'ann')])
      // @ts-expect-error a seat has no title
      return [found?.title, seat?.row, seat?.title]
    }
    const grouped = async (read: Read<'games' | 'halls'>) => {
      const { all, seats } = await read.groups({
        all: [Game.key('1')],
        seats: ['ann', 'bob'].map((id) => Seat.key('1', id)),
      })
      // @ts-expect-error a seat has no title
      return [all[0]?.title, seats[1]?.row, seats[1]?.title]
    }
    const limited = (read: Read<'games'>) =>
      // @ts-expect-error the contract says nothing of halls
      read.all([Game.key('1'), Hall.key('2')])
    expect([types, grouped, limited]).toBeDefined()
  })
})

describe('a condition', () => {
  const asking = (_: Parameters<typeof Game.guard<unknown, typeof Closed>>[0]['when']) => expect(_).toBeDefined()
  test('names attributes of its item', () => {
    asking((item) => item.exists('closedAt'))
    // @ts-expect-error misspelt
    asking((item) => item.exists('closedAd'))
    asking((item) => item.below('playerCount', 'maxPlayerCount'))
    // @ts-expect-error misspelt
    asking((item) => item.below('playerCout', 'maxPlayerCount'))
    // @ts-expect-error misspelt
    asking((item) => item.below('playerCount', 'max'))
  })

  test('compares an attribute with what it can be', () => {
    asking((item) => item.equals('status', 'OPEN'))
    // @ts-expect-error no such status
    asking((item) => item.equals('status', 'OPENED'))
    asking((item) => item.oneOf('status', ['OPEN', 'CLOSED']))
    // @ts-expect-error no such status
    asking((item) => item.oneOf('status', ['OPEN', 'OPENED']))
    asking((item) => item.atLeast('playerCount', 1))
    // @ts-expect-error a number is compared with a number
    asking((item) => item.atLeast('playerCount', '1'))
    // @ts-expect-error a text is no number
    asking((item) => item.below('title', 'maxPlayerCount'))
    // @ts-expect-error a text is compared with a text
    asking((item) => item.later('startsAt', 1))
  })

  test('is asked of the item that it is of', () => {
    asking((item) => both(item.exists('title'), item.equals('status', 'OPEN')))
    check('look', Game.key('1'), guard.open())
    // @ts-expect-error the guard is of games, the key of a seat
    check('look', Seat.key('1', 'ann'), guard.open())
    check('look', Seat.key('1', 'ann'), guard.ofUser({ userId: 'ann' }))
    check('look', Seat.key('1', 'ann'), guard.withSeat({ gameId: '1' }))
    // @ts-expect-error the guard is of seats
    remove('end', Game.key('1'), guard.ofUser({ userId: 'ann' }))
  })

  test('is given its parameters by name', () => {
    guard.starts({ now: '2026-12-01T00:00:00.000Z' })
    // @ts-expect-error another name
    guard.starts({ at: '2026-12-01T00:00:00.000Z' })
    // @ts-expect-error a time is a text
    guard.starts({ now: 1 })
    // @ts-expect-error it asks for one
    guard.starts()
    // @ts-expect-error it asks for none
    guard.open({ now: '' })
  })
})

describe('a write', () => {
  const key = Game.key('1')
  test('stores what its key says', () => {
    expect(put('open', key, game).after).toEqual(game)
    // @ts-expect-error a status that there is not
    put('open', key, { ...game, status: 'FULL' })
    // @ts-expect-error an attribute that there is not
    put('open', key, { ...game, players: 1 })
    // @ts-expect-error the item of another key
    put('open', Seat.key('1', 'ann'), game)
  })

  test('changes attributes of its item', () => {
    update('seat', key, { add: { playerCount: 1 } })
    // @ts-expect-error misspelt
    update('seat', key, { add: { playerCout: 1 } })
    // @ts-expect-error a text cannot be added to
    update('seat', key, { add: { title: 1 } })
    update('rename', key, { set: { title: 'Go' } })
    // @ts-expect-error a title is a text
    update('rename', key, { set: { title: 1 } })
    update('reopen', key, { remove: ['closedAt'] })
    // @ts-expect-error every game has a title
    update('reopen', key, { remove: ['title'] })
  })

  test('knows the item after it', () => {
    const { after } = change('seat', key, { of: game, add: { playerCount: 1 }, set: { title: 'Go' } }, guard.open())
    expect(after).toEqual({ ...game, playerCount: 1, title: 'Go' })
    // @ts-expect-error a seat is no game
    expect(change('seat', key, { of: { userId: 'ann', row: 1 }, add: { playerCount: 1 } })).toBeDefined()
  })
})

describe('a guard', () => {
  test('keeps an invariant, or says what it is for', () => {
    Game.guard({ when: (item) => item.exists('title'), fails: Closed, keeps })
    Game.guard({ when: (item) => item.exists('title'), fails: Closed, keeps: access })
    // @ts-expect-error it keeps nothing
    Game.guard({ when: (item) => item.exists('title'), fails: Closed, keeps: [] })
    // @ts-expect-error it does not say what it keeps
    Game.guard({ when: (item) => item.exists('title'), fails: Closed })
    // @ts-expect-error it answers nothing
    Game.guard({ when: (item) => item.exists('title'), keeps })
  })

  test('tells the fields of its problem', () => {
    const when = (item: Parameters<Parameters<typeof Game.guard<unknown, typeof Full>>[0]['when']>[0]) =>
      item.exists('title')
    Game.guard({ when, fails: Full, keeps, tells: ({ maxPlayerCount = 0 }) => ({ left: maxPlayerCount }) })
    // @ts-expect-error another field
    Game.guard({ when, fails: Full, keeps, tells: () => ({ right: 0 }) })
    // @ts-expect-error another type
    Game.guard({ when, fails: Full, keeps, tells: () => ({ left: 'none' }) })
  })
})

describe('an audit', () => {
  test('is asked of items that a module owns', () => {
    each(Game, ({ playerCount, maxPlayerCount }) => playerCount <= maxPlayerCount)
    // @ts-expect-error misspelt
    each(Game, ({ playerCout }) => playerCout <= 2)
    partition(Game, { seats: Seat }, ({ playerCount }, { seats: taken }) => taken.length === playerCount)
    // @ts-expect-error a hall lies in other partitions
    partition(Game, { halls: Hall }, () => true)
    // @ts-expect-error a partition has several seats, so none of them is its subject
    partition(Seat, {}, () => true)
    rooted(Game, 'title')
    // @ts-expect-error misspelt
    rooted(Game, 'titel')
    acrossPartitions(
      plus(Game, ({ gameId }) => [{ about: gameId, with: Hall.key(gameId) }]),
      minus(Hall, ({ hallId }) => [{ about: hallId, with: Game.key(hallId) }]),
    )
    // @ts-expect-error a hall has no gameId
    acrossPartitions(minus(Hall, ({ gameId }) => [{ about: String(gameId), with: Game.key('1') }]))
    expect(seats.name).toBe('seats')
  })
})
