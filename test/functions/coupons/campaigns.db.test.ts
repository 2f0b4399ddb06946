// The list of campaigns and the view of one: by expiry, running ones, and counts that were true at a moment.

import { expect, test } from 'vitest'
import { Campaign } from '#domain/coupons/items.ts'
import { migrate } from '#infra/export/migrate.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { inAnotherProcess } from '#test/support/interleave.ts'
import { known } from '#test/support/known.ts'
import { everyPage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import { campaignBody } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const MINUTE_MS = 60_000

const opens = async (changes: object = {}) => {
  const { api } = await world.stranger('OPERATOR')
  return ok(await api.coupons.openCampaign({ body: { ...campaignBody(world), ...changes } }))
}
const shown = async (campaignId: string) =>
  ok(await (await world.stranger()).api.coupons.getCampaign({ path: { campaignId } }))
const listed = async (query: Record<string, string> = {}, limit = 100) => {
  const { api } = await world.stranger()
  const all = await everyPage(limit, (cursor) =>
    api.coupons.listCampaigns({ query: { limit: `${limit}`, ...query, ...(cursor ? { cursor } : {}) } }),
  )
  return all.map(({ campaignId }) => campaignId)
}

test('are listed by expiry; with running=true those that have not expired', async () => {
  const [late, soon] = [await opens(), await opens({ expiresAt: world.now(10 * MINUTE_MS) })]
  const both = [soon.campaignId, late.campaignId]
  expect(await listed()).toEqual(both)
  expect(await listed({ running: 'true' })).toEqual(both)
  expect(await listed({}, 1)).toEqual(both)
  world.passes(10 * MINUTE_MS)
  expect(await listed({ running: 'true' })).toEqual([late.campaignId])
  expect(await listed({ running: 'false' })).toEqual(both)
  const { api } = await world.stranger()
  expect(ok(await api.coupons.listCampaigns({})).items).toEqual([soon, late])
  expect(await shown(late.campaignId)).toEqual(late)
})

test('count the claims over all stripes, and never more than there are', async () => {
  const { campaignId } = await opens({ maxIssueCount: 12, stripes: 4 })
  const path = { campaignId }
  const people = await Promise.all(Array.from({ length: 15 }, () => known(world)))
  const seen: number[] = []
  let done = false
  const looks = async () => {
    while (!done) seen.push((await shown(campaignId)).issuedCount)
  }
  const reader = looks()
  const answers = await Promise.all(people.map(({ api }) => api.coupons.claimCoupon({ path })))
  done = true
  await reader
  expect(answers.filter(({ ok }) => ok)).toHaveLength(12)
  // Each was true at a moment during its request, so a later one is never smaller.
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  for (const count of seen) expect(count).toBeLessThanOrEqual(12)
  expect((await shown(campaignId)).issuedCount).toBe(12)
  expect((await inAnotherProcess(() => shown(campaignId))).issuedCount).toBe(12)
})

test('a page ends early where its campaigns have many stripes, and nothing is left out', async () => {
  const ids: string[] = []
  for (let at = 0; at < 6; at += 1)
    ids.push((await opens({ maxIssueCount: 3200, expiresAt: world.now((60 + at) * MINUTE_MS) })).campaignId)
  const { api } = await world.stranger()
  const reads: number[] = []
  bindRuntime({ observe: ({ meter }) => reads.push(meter.read) })
  const first = ok(await api.coupons.listCampaigns({ query: { limit: '100' } }))
  bindRuntime({ observe: () => {} })
  expect(reads[0]).toBeLessThan(300)
  expect(first.nextCursor).not.toBeNull()
  const all = await listed()
  expect(ids.every((id) => all.includes(id))).toBe(true)
  expect(new Set(all).size).toBe(all.length)
})

test('a campaign of the first version is listed once it is migrated, and counts on its own item', async () => {
  const { campaignId, ...opened } = await opens({ stripes: 1 })
  const items = await world.table.items()
  const item = items.find((one) => Campaign.is(one) && one.campaignId === campaignId)
  const { listPk: _, listSk: __, schemaVersion: ___, stripes: ____, ...earlier } = item ?? {}
  await world.table.store([{ ...earlier, issuedCount: 0 }])
  expect(await listed()).not.toContain(campaignId)
  expect(await shown(campaignId)).toEqual({ campaignId, ...opened, stripes: 1 })
  const { api } = await known(world)
  ok(await api.coupons.claimCoupon({ path: { campaignId } }))
  expect((await shown(campaignId)).issuedCount).toBe(1)
  await migrate({ client: world.table.client, tableName: world.table.name })
  expect(await listed()).toContain(campaignId)
})

test('no campaign has another id', async () => {
  const { campaignId } = await opens()
  const { api } = await world.stranger()
  const path = { campaignId: `${campaignId.slice(0, -1)}${campaignId.endsWith('0') ? 1 : 0}` }
  expect(await api.coupons.getCampaign({ path })).toMatchObject({ status: 404, code: 'campaign-not-found' })
})
