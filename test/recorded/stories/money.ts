// Money between accounts and the world: payouts that operators decide, top-ups at both gateways.

import { comes, type Person, type Player, unknown } from '../player.ts'

const PAYOUTS = 'POST /accounts/{accountId}/payouts'
const CANCEL_PAYOUT = 'POST /accounts/{accountId}/payouts/{payoutId}/cancel'
const DECIDE = 'POST /ops/payouts/{payoutId}'
const TOPUPS = 'POST /accounts/{accountId}/topups'
const TOPUP = 'GET /topups/{topupId}'
const CANCEL = 'POST /topups/{topupId}/cancel'
const JSON_WANTED = { accept: 'application/json' }

type Owner = Person & { readonly path: { readonly accountId: string } }

export const money = async (player: Player, operator: Person): Promise<void> => {
  player.story('money')
  let accounts = 0
  const owner = async (as: Person, amount: number): Promise<Owner> => {
    accounts += 1
    const body = { bank: 'Hana', accountNumber: `5050${accounts}50` }
    const { accountId } = await player.need('POST /accounts', { as, body })
    const path = { accountId }
    if (amount > 0)
      await player.need('POST /accounts/{accountId}/deposits', {
        ...{ as, path, key: 'first', body: { amount, information: '' } },
      })
    return { ...as, path }
  }
  const stranger = await player.person('stranger')
  await paysOut(player, { as: await owner(await player.person('saver'), 30_000), stranger, operator })
  // No operator decides about an own payout.
  const own = await owner(operator, 1000)
  const { payoutId } = await player.need(PAYOUTS, {
    ...{ as: own, path: own.path, key: 'own', body: { amount: 1000, information: '' } },
  })
  await player.ask('decide about an own payout', DECIDE, {
    ...{ as: operator, path: { payoutId }, body: { resolution: 'PAID', note: 'to myself' } },
  })
  for (const gateway of ['TOSS', 'KAKAOPAY'] as const) {
    const name = `topper.${gateway.toLowerCase()}`
    await topsUp(player, { as: await owner(await player.person(name), 0), stranger, gateway })
  }
}

interface Paying {
  readonly as: Owner
  readonly stranger: Person
  readonly operator: Person
}

const paysOut = async (player: Player, { as, stranger, operator }: Paying): Promise<void> => {
  const { path } = as
  const asked = { as, path, key: 'p1', body: { amount: 12_000, information: 'rent' } }
  const { body: first } = await player.ask('request a payout', PAYOUTS, asked)
  await player.ask('request it again with the same key', PAYOUTS, asked)
  await player.ask('the same key for another payout', PAYOUTS, { ...asked, body: { ...asked.body, amount: 1 } })
  await player.ask('request a payout without a key', PAYOUTS, { as, path, body: asked.body })
  await player.ask('request more than there is', PAYOUTS, {
    ...asked,
    key: 'p2',
    body: { ...asked.body, amount: 18_001 },
  })
  await player.ask("request a payout of another user's account", PAYOUTS, { ...asked, as: stranger })
  await player.ask('request a payout of no account', PAYOUTS, {
    ...{ ...asked, key: 'none', path: { accountId: unknown('account') } },
  })
  const { body: second } = await player.ask('request another payout', PAYOUTS, { ...asked, key: 'p3' })
  await player.ask('the account while payouts wait', 'GET /accounts/{accountId}', { as, path })
  await player.ask('payouts that wait', 'GET /ops/payouts', { as: operator })
  const body = { resolution: 'PAID', note: 'transferred by the bank' }
  const decide = (step: string, payoutId: string, more: object = {}) =>
    player.ask(step, DECIDE, { as: operator, path: { payoutId }, body, ...more })
  await decide('decide as no operator', first.payoutId, { as: stranger })
  await decide('decide about no payout', unknown('payout'))
  await decide('decide without a note', first.payoutId, { body: { ...body, note: '' } })
  await decide('record that it was paid', first.payoutId, { key: 'paid' })
  await decide('record it again with the same key', first.payoutId, { key: 'paid' })
  await decide('the same key for another decision', first.payoutId, {
    ...{ key: 'paid', body: { ...body, resolution: 'REJECTED' } },
  })
  await decide('decide about it again', first.payoutId)
  await decide('reject', second.payoutId, { body: { resolution: 'REJECTED', note: 'the bank does not know it' } })
  const { body: third } = await player.ask('request a third payout', PAYOUTS, { ...asked, key: 'p4' })
  const cancel = (step: string, more: object = {}) =>
    player.ask(step, CANCEL_PAYOUT, { as, path: { ...path, payoutId: third.payoutId }, ...more })
  await cancel("cancel another user's payout", { as: stranger })
  await cancel('cancel a payout of no account', { path: { accountId: unknown('account'), payoutId: third.payoutId } })
  await cancel('cancel no payout', { path: { ...path, payoutId: unknown('payout') } })
  await cancel('cancel the payout', { key: 'cancel' })
  await cancel('cancel it again with the same key', { key: 'cancel' })
  await cancel('the same key to cancel another payout', { key: 'cancel', path: { ...path, payoutId: first.payoutId } })
  await cancel('cancel it again')
  await player.ask('payouts of the account', 'GET /accounts/{accountId}/payouts', { as, path })
  await player.ask("payouts of another user's account", 'GET /accounts/{accountId}/payouts', { as: stranger, path })
  await player.ask('the account after the payouts', 'GET /accounts/{accountId}', { as, path })
  await player.ask('the payout in the ledger', 'GET /accounts/{accountId}/transactions', {
    ...{ as, path, query: { type: 'WITHDRAWAL' } },
  })
}

const SOME = { KAKAOPAY: { amount: 1000, gateway: 'KAKAOPAY' }, TOSS: { amount: 1000, gateway: 'TOSS' } }

interface Topping {
  readonly as: Owner
  readonly stranger: Person
  readonly gateway: 'KAKAOPAY' | 'TOSS'
}

const topsUp = async (player: Player, { as, stranger, gateway }: Topping): Promise<void> => {
  const { path } = as
  const says = (step: string) => `${step}, ${gateway}`
  let keys = 0
  const key = (): string => {
    keys += 1
    return `t${keys}`
  }
  const begin = (step: string, more: object = {}) =>
    player.ask(says(step), TOPUPS, { as, path, key: key(), body: { amount: 20_000, gateway }, ...more })
  const approve = async (step: string, redirectUrl: string) => {
    const back = await player.pays(redirectUrl, 'approve')
    await player.ask(says(step), back.route, { path: back.path, query: back.query, headers: JSON_WANTED })
  }
  const { body: made } = await begin('begin a top-up', { key: 'begin' })
  await begin('begin it again with the same key', { key: 'begin' })
  await begin('the same key for another top-up', { key: 'begin', body: { amount: 1000, gateway } })
  await begin('begin a top-up without a key', { key: undefined })
  await begin('a top-up that is too small', { body: { amount: 99, gateway } })
  await begin("top up another user's account", { as: stranger })
  await begin('top up no account', { path: { accountId: unknown('account') } })
  await fetch(`${player.server.sandbox}/sandbox/faults`, {
    ...{ method: 'POST', body: JSON.stringify({ step: 'ready', mode: 'decline' }) },
  })
  await begin('a top-up that the gateway refuses')
  const topup = { topupId: made.topupId as string }
  await player.ask(says('a top-up under way'), TOPUP, { as, path: topup })
  await approve('approve a top-up', made.redirectUrl)
  await player.ask(says('a paid top-up'), TOPUP, { as, path: topup })
  await player.ask(says("another user's top-up"), TOPUP, { as: stranger, path: topup })
  await player.ask(says('no top-up'), TOPUP, { as, path: { topupId: unknown('topup') } })
  await player.ask(says('the account, topped up'), 'GET /accounts/{accountId}', { as, path })
  await player.need('POST /accounts/{accountId}/withdrawals', {
    ...{ as, path, key: 'spent', body: { amount: 15_000, information: '' } },
  })
  const cancel = (step: string, more: object = {}) =>
    player.ask(says(step), CANCEL, { as, path: topup, key: key(), ...more })
  await cancel("cancel another user's top-up", { as: stranger })
  await cancel('cancel no top-up', { path: { topupId: unknown('topup') } })
  await cancel('cancel a top-up without a key', { key: undefined })
  await cancel('cancel what is left of a top-up', { key: 'cancel' })
  await cancel('cancel it again with the same key', { key: 'cancel' })
  await player.ask(says('the account, after the refund'), 'GET /accounts/{accountId}', { as, path })
  await player.ask(says('a top-up in the ledger'), 'GET /accounts/{accountId}/transactions', { as, path })
  await cancel('cancel a top-up that was spent')
  const { body: open } = await begin('begin another top-up')
  const other = { topupId: open.topupId as string }
  await cancel('the same key to cancel another', { path: other, key: 'cancel' })
  await cancel('cancel a top-up under way', { path: other })
  await comes(async () => (await player.need(TOPUP, { as, path: other })).status === 'CANCELLED')
  await cancel('cancel a cancelled top-up', { path: other })
  for (const step of ['first', 'second', 'third'])
    await player.need(TOPUPS, { as, path, key: step, body: SOME[gateway] })
  await begin('a fourth top-up that waits')
  await player.ask(says('top-ups, first page'), 'GET /topups', { as, query: { limit: 2 } })
}
