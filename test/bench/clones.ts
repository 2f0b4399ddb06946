// A large table of valid items: a small world, written by the API, and copies of it under other ids.

import { Account, Entry, type EntryItem } from '#domain/wallet/items.ts'
import { chain } from '#domain/wallet/ledger.ts'
import type { Item } from '#kernel/data/condition.ts'
import { makeWorld } from '#test/support/people.ts'
import { MEMORY } from '#test/support/table.ts'

const ok = <T extends { readonly ok: boolean }>(answer: T): Extract<T, { ok: true }> => {
  if (!answer.ok) throw new Error(JSON.stringify(answer))
  return answer as Extract<T, { ok: true }>
}

const USERS = 6
const DEPOSITS = 8

/** The items of users with accounts, ledgers, transfers, matches and friends. */
export const seedItems = async (): Promise<Item[]> => (await seeded()).world.table.items()

/** The items of a seed in which three users have paid for a seat in cash, too. */
export const billedItems = async (): Promise<Item[]> => {
  const { world, users } = await seeded()
  const [host, ...guests] = users
  const startsAt = new Date(Date.parse(world.now()) + 48 * 3_600_000).toISOString()
  const terms = { venue: 'Mapo', startsAt, durationMinutes: 90, maxPlayerCount: 8, fee: 1000 }
  const match = host && ok(await host.api.matches.openMatch({ body: { title: 'Evening futsal', ...terms } }))
  const orders = [{ matchId: match?.body.matchId ?? '' }]
  for (const { api } of guests.slice(0, 3)) {
    const made = ok(await api.billing.createBilling({ key: 'bill', body: { orders, cashAmount: 1000 } }))
    ok(await api.billing.confirmBilling({ key: 'confirm', path: { billingId: made.body.billingId } }))
  }
  return world.table.items()
}

const seeded = async () => {
  const world = await makeWorld(MEMORY)
  const users = []
  for (let at = 0; at < USERS; at += 1) {
    const user = await world.register()
    const accountNumber = `7777-${String(at).padStart(2, '0')}-0000000`
    const account = ok(await user.api.wallet.openAccount({ body: { bank: 'KakaoBank', accountNumber } }))
    users.push({ ...user, accountId: account.body.accountId })
  }
  for (const [at, { api, accountId }] of users.entries()) {
    for (let entry = 0; entry < DEPOSITS; entry += 1)
      ok(
        await api.wallet.deposit({
          key: `${entry}`,
          path: { accountId },
          body: { amount: 1000, information: `salary ${entry}` },
        }),
      )
    const next = users[(at + 1) % USERS]
    if (!next) continue
    const toAccountId = next.accountId
    ok(
      await api.wallet.transfer({
        key: 'lunch',
        body: { fromAccountId: accountId, toAccountId, amount: 500, information: 'lunch' },
      }),
    )
  }
  const [host, ...guests] = users
  const startsAt = new Date(Date.parse(world.now()) + 24 * 3_600_000).toISOString()
  const body = { title: 'Futsal', venue: 'Mapo', startsAt, durationMinutes: 90, maxPlayerCount: 8, fee: 0 }
  const match = host && ok(await host.api.matches.openMatch({ body }))
  for (const { api } of guests) if (match) ok(await api.matches.applyToMatch({ path: { matchId: match.body.matchId } }))
  for (const { userId } of guests) if (host) ok(await host.api.friends.addFriend({ path: { userId } }))
  return { world, users }
}

/** The items of one copy. The copy 0 is the world itself. */
export const copyOf = (items: readonly Item[], copy: number): Item[] => {
  const id = copy.toString(32).replace(/[ilou]/g, (letter) => ({ i: 'w', l: 'x', o: 'y', u: 'z' })[letter] ?? letter)
  const text = JSON.stringify(items)
    .replace(/(_[0-9a-z]{20})[0-9a-z]{6}(?![0-9a-z])/g, (_, kept) => `${kept}${id.padStart(6, '0')}`)
    .replace(/\b(user_\d{1,4})(?![0-9a-z])/g, (_, name) => `${name}c${copy}`)
    .replace(/ATTEMPT#[A-Z]+#[\w-]+/g, (counter) => `${counter}c${copy}`)
    .replace(/\b(7777-\d\d)-0000000/g, (_, number) => `${number}-${String(copy).padStart(7, '0')}`)
    .replace(/\b(7777\d\d)0000000/g, (_, number) => `${number}${String(copy).padStart(7, '0')}`)
  return chained(JSON.parse(text))
}

/** Ids are part of the ledger's hashes. */
const chained = (items: Item[]): Item[] => {
  const last = new Map<string, string>()
  const entries = items.filter((item) => Entry.is(item)).sort((one, other) => Number(one['seq']) - Number(other['seq']))
  for (const entry of entries) {
    const before = last.get(String(entry['pk'])) ?? null
    const { pk, sk, hash: _, ...rest } = entry
    const hash = chain(rest as unknown as EntryItem, before)
    Object.assign(entry, { hash })
    last.set(String(pk), hash)
  }
  for (const item of items) if (Account.is(item)) Object.assign(item, { hash: last.get(item.pk) ?? null })
  return items
}
