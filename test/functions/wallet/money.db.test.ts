// Who credits money and who pays it out: settings of the product.

import { afterEach, describe, expect, test } from 'vitest'
import { ok } from '#test/support/ok.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => {
  for (const name of ['DEPOSITS', 'WITHDRAWALS']) delete process.env[name]
})
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const body = { amount: 300, information: '' }

test('only operators deposit where DEPOSITS=operator', async () => {
  const { as, path } = await accountHolder(world, 0)
  process.env['DEPOSITS'] = 'operator'
  expect(await as.api.wallet.deposit({ path, key: 'a', body })).toMatchObject({
    ...{ status: 403, code: 'forbidden' },
    body: { detail: expect.stringContaining('POST /accounts/{accountId}/topups') },
  })
  const operator = await world.stranger('OPERATOR')
  expect((await operator.api.wallet.deposit({ path, key: 'a', body })).status).toBe(201)
  expect(ok(await as.api.wallet.getAccount({ path })).balance).toBe(300)
  await sound()
})

test('an operator is a stranger where owners deposit', async () => {
  const { path } = await accountHolder(world, 0)
  const operator = await world.stranger('OPERATOR')
  expect(await operator.api.wallet.deposit({ path, key: 'a', body })).toMatchObject({ status: 403, code: 'forbidden' })
})

describe('a payout', () => {
  const requested = async () => {
    const { as, path } = await accountHolder(world, 1000)
    process.env['WITHDRAWALS'] = 'request'
    expect(await as.api.wallet.withdraw({ path, key: 'w', body })).toMatchObject({
      ...{ status: 403, code: 'forbidden' },
      body: { detail: expect.stringContaining('POST /accounts/{accountId}/payouts') },
    })
    const payout = ok(await as.api.wallet.requestPayout({ path, key: 'p', body }))
    const account = async () => ok(await as.api.wallet.getAccount({ path }))
    const decide = async (resolution: 'PAID' | 'REJECTED', by?: string) => {
      const { api } = by ? await world.speaks(by, 'OPERATOR') : await world.stranger('OPERATOR')
      const { payoutId } = payout
      return api.wallet.decidePayout({ path: { payoutId }, key: resolution, body: { resolution, note: 'done' } })
    }
    return { as, path, payout, account, decide }
  }

  test('holds its amount until an operator has paid it', async () => {
    const { as, path, payout, account, decide } = await requested()
    expect(payout.status).toBe('PENDING')
    expect(await account()).toMatchObject({ balance: 1000, held: 300, available: 700 })
    expect(await as.api.wallet.requestPayout({ path, key: 'q', body: { ...body, amount: 701 } })).toMatchObject({
      code: 'insufficient-balance',
    })
    const { api } = await world.stranger('OPERATOR')
    expect(JSON.stringify(ok(await api.wallet.listPendingPayouts({})))).toContain(payout.payoutId)
    expect(ok(await decide('PAID'))).toMatchObject({ status: 'PAID', note: 'done' })
    expect(await account()).toMatchObject({ balance: 700, held: 0, available: 700 })
    expect(JSON.stringify(ok(await api.wallet.listPendingPayouts({})))).not.toContain(payout.payoutId)
    expect(ok(await as.api.wallet.listPayouts({ path })).items).toMatchObject([{ status: 'PAID' }])
    await sound()
  })

  test('gives its amount back when it is rejected', async () => {
    const { account, decide } = await requested()
    expect(ok(await decide('REJECTED'))).toMatchObject({ status: 'REJECTED' })
    expect(await account()).toMatchObject({ balance: 1000, held: 0, available: 1000 })
    expect(await decide('PAID')).toMatchObject({ status: 409, code: 'payout-state' })
    await sound()
  })

  test('is decided once, of decisions at once', async () => {
    const { account, decide } = await requested()
    const all = await Promise.all([decide('PAID'), decide('REJECTED'), decide('PAID'), decide('REJECTED')])
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    expect((await account()).held).toBe(0)
    await sound()
  })

  test('shows operators where the money goes, and whose it is', async () => {
    const owner = await world.register()
    const { accountId } = ok(
      await owner.api.wallet.openAccount({ body: { bank: 'Shinhan', accountNumber: '110-234-567890' } }),
    )
    const path = { accountId }
    ok(await owner.api.wallet.deposit({ path, key: 'd', body }))
    const { payoutId } = ok(await owner.api.wallet.requestPayout({ path, key: 'p', body }))
    const { api } = await world.stranger('OPERATOR')
    const listed = async () =>
      ok(await api.wallet.listPendingPayouts({ query: { limit: '100' } })).items.find(
        (one) => one.payoutId === payoutId,
      )
    const { userId, username } = owner
    expect(await listed()).toMatchObject({
      ...{ bank: 'Shinhan', accountNumber: '110234567890', amount: 300 },
      owner: { userId, username, firstName: 'Minji', lastName: 'Kim', lockedAt: null },
    })
    const { lockedAt } = ok(await api.ops.lockUser({ path: { userId }, body: { reason: 'fraud' } }))
    expect((await listed())?.owner.lockedAt).toBe(lockedAt)
    await sound()
  })

  test('is cancelled by its owner: the amount is available again, and it is not decided any more', async () => {
    const { as, path, payout, account, decide } = await requested()
    const { payoutId } = payout
    const stranger = await accountHolder(world)
    const cancel = (by: typeof as, at = path) => by.api.wallet.cancelPayout({ path: { ...at, payoutId } })
    expect(await cancel(stranger.as)).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await cancel(stranger.as, stranger.path)).toMatchObject({ status: 404, code: 'payout-not-found' })
    expect(ok(await cancel(as))).toMatchObject({ payoutId, status: 'CANCELLED', decidedAt: expect.any(String) })
    expect(await account()).toMatchObject({ balance: 1000, held: 0, available: 1000 })
    expect(await cancel(as)).toMatchObject({ status: 409, code: 'payout-state' })
    expect(await decide('PAID')).toMatchObject({ status: 409, code: 'payout-state' })
    await sound()
  })

  test('that is cancelled and decided at once ends one way', async () => {
    const { as, path, payout, account, decide } = await requested()
    const cancel = () => as.api.wallet.cancelPayout({ path: { ...path, payoutId: payout.payoutId } })
    const all = await Promise.all([cancel(), decide('PAID'), cancel(), decide('REJECTED')])
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    expect((await account()).held).toBe(0)
    await sound()
  })

  test('is not decided by its own owner', async () => {
    const { as, decide } = await requested()
    expect(await decide('PAID', as.userId)).toMatchObject({ status: 403, code: 'own-payout' })
    await sound()
  })
})
