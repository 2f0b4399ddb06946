// Faults of stored data, planted into copies of a world, and the invariants that each breaks.

import type { Item } from '#kernel/data/condition.ts'

interface Fault {
  readonly breaks: string
  /** @returns the items of the copy, one of them damaged or lost */
  plant(items: readonly Item[]): Item[]
}

type Picks = (item: Item) => boolean

const at =
  (pk: RegExp, sk: RegExp): Picks =>
  (item) =>
    pk.test(String(item['pk'])) && sk.test(String(item['sk']))

const lost =
  (picks: Picks) =>
  (items: readonly Item[]): Item[] => {
    const gone = found(items, picks)
    return items.filter((item) => item !== gone)
  }

const damaged =
  (picks: Picks, changes: (item: Item) => Item) =>
  (items: readonly Item[]): Item[] => {
    const one = found(items, picks)
    return items.map((item) => (item === one ? { ...item, ...changes(item) } : item))
  }

const found = (items: readonly Item[], picks: Picks): Item => {
  const one = items.find(picks)
  if (!one) throw new Error('no item takes this fault')
  return one
}

const account = at(/^ACCOUNT#/, /^ACCOUNT$/)

export const faults: readonly Fault[] = [
  { breaks: 'wallet.available', plant: damaged(account, ({ available }) => ({ available: Number(available) + 1 })) },
  { breaks: 'wallet.gaplessLedger', plant: lost(at(/^ACCOUNT#/, /^ENTRY#/)) },
  {
    breaks: 'wallet.transferConserves',
    plant: damaged(
      (item) => item['type'] === 'TRANSFER_IN',
      ({ amount }) => ({ amount: Number(amount) + 1 }),
    ),
  },
  { breaks: 'wallet.oneAccount', plant: lost(account) },
  { breaks: 'users.uniqueUsername', plant: lost(at(/^USERNAME#/, /./)) },
  {
    breaks: 'users.uniqueEmail',
    plant: damaged(at(/^EMAIL#/, /./), () => ({ userId: 'user_00000000000000000000000000' })),
  },
  { breaks: 'users.profile', plant: lost(at(/^USER#/, /^PROFILE/)) },
  { breaks: 'matches.capacity', plant: damaged(at(/^MATCH#/, /^MATCH$/), () => ({ playerCount: 9 })) },
  { breaks: 'matches.listedMatches', plant: damaged(at(/^HOST#|^MATCH_HOST#/, /./), () => ({ matchIds: [] })) },
  { breaks: 'friends.mirrored', plant: lost((item) => 'friendId' in item && 'ownerId' in item) },
]
