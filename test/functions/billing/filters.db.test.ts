// GET /billings by status and time of creation.

import { expect, test } from 'vitest'
import { bill } from '#test/examples/billing.ts'
import { everyPage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder, hosted } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

test('filters, alone and together, give what they name, newest first, whatever the pages', async () => {
  const { as } = await accountHolder(world, 100_000)
  const made: { id: string; at: string; status: string }[] = []
  for (let at = 0; at < 6; at += 1) {
    const { path: match } = await hosted(world, 1000)
    const { path } = await bill(as, { orders: [match], cashAmount: 1000 })
    if (at % 2 === 0) ok(await as.api.billing.confirmBilling({ path, key: `c${at}` }))
    else ok(await as.api.billing.cancelBilling({ path, key: `c${at}`, body: { reason: 'rain' } }))
    const { billingId: id, createdAt, status } = ok(await as.api.billing.getBilling({ path }))
    made.unshift({ id, at: createdAt, status })
    world.passes(60_000)
  }
  const listed = async (query: Record<string, string>, limit: number) => {
    const all = await everyPage(limit, (cursor) =>
      as.api.billing.listBillings({ query: { limit: `${limit}`, ...query, ...(cursor ? { cursor } : {}) } }),
    )
    return all.map(({ billingId }) => billingId)
  }
  const [from, to] = [made[4]?.at ?? '', made[1]?.at ?? '']
  for (const limit of [1, 2, 100])
    for (const query of [{}, { from }, { to }, { from, to }, { from: to, to: from }])
      for (const status of [undefined, 'SUCCESS', 'CANCELLED', 'REVIEW']) {
        const { from: first = '', to: last = '~' } = query as { from?: string; to?: string }
        const wanted = made.filter((one) => one.at >= first && one.at <= last && (!status || one.status === status))
        expect(await listed({ ...query, ...(status ? { status } : {}) }, limit)).toEqual(wanted.map(({ id }) => id))
      }
  for (const query of [{ status: 'PAID' }, { from: 'yesterday' }, { since: from }])
    expect(await as.api.billing.listBillings({ query: query as object })).toMatchObject({ status: 400 })
})
