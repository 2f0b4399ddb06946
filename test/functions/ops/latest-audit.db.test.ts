// The latest audit as operators see it: requested, found, and the stored items of what it found, without secrets.

import { expect, inject, test } from 'vitest'
import { LastAudit } from '#domain/ops/items.ts'
import { User } from '#domain/users/items.ts'
import { Account } from '#domain/wallet/items.ts'
import { handler as auditTable } from '#functions/ops/audit-table.ts'
import { paying } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD } from '#test/support/people.ts'
import { useWorld } from '#test/support/world.ts'

// The job's own client reads the table, too.
const world = useWorld(inject('endpoint'))
const operator = () => world.stranger('OPERATOR')
const stored = async (key: { pk: string; sk: string }) =>
  (await world.table.items()).find(({ pk, sk }) => pk === key.pk && sk === key.sk) ?? {}

test('is watched from the request to the violation, and its partition is shown without secrets', async () => {
  const { api } = await operator()
  expect(ok(await api.ops.getLatestAudit({})).status).toBe('NONE')
  const user = await world.register()
  const { accountId } = ok(await user.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '999-999-999' } }))
  world.passes(1000)
  ok(await api.ops.requestAudit({}))
  expect(ok(await api.ops.getLatestAudit({})).status).toBe('REQUESTED')
  const before = await stored(Account.key(accountId))
  await world.table.store([{ ...before, available: 7 }])
  world.passes(1000)
  await auditTable({}, { awsRequestId: 'audit' })
  const latest = ok(await api.ops.getLatestAudit({}))
  expect(latest.status).toBe('FINISHED')
  const pk = Account.key(accountId).pk
  expect(latest.violations).toMatchObject([{ module: 'wallet', rule: 'available', partitions: [pk] }])
  const { items } = ok(await api.ops.listStoredItems({ query: { partition: pk } }))
  expect(items).toMatchObject([{ available: 7, balance: 0, sk: 'ACCOUNT' }])
  expect(await api.ops.listStoredItems({ query: { partition: User.key(user.userId).pk } })).toMatchObject({
    status: 404,
    code: 'partition-not-found',
  })
  await world.table.store([before])
  expect((await world.table.audit()).violations).toEqual([])
})

test('shows no secret of any stored item', async () => {
  const secrets = ['passwordHash', 'familyHash', 'currentHash', 'previousHash', 'secret', 'recovery', 'state']
  const { api } = await operator()
  await paying(world)
  const user = await world.register()
  ok(await user.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
  const all = await world.table.items()
  const values = new Set(all.flatMap((item) => valuesOf(item, secrets)))
  expect(values.size).toBeGreaterThan(5)
  const partitions = [...new Set(all.map(({ pk }) => String(pk)))]
  const { pk, sk } = LastAudit.key()
  const violation = { module: 'm', rule: 'r', says: 's', where: 'w', partitions }
  await world.table.store([{ ...(await stored({ pk, sk })), pk, sk, violations: [violation] }])
  for (const partition of partitions) {
    const answer = await api.ops.listStoredItems({ query: { partition, limit: '100' } })
    const text = JSON.stringify(ok(answer))
    for (const value of values) expect(text.includes(value), partition).toBe(false)
  }
})

/** The values of these attributes, at any depth. */
const valuesOf = (of: unknown, names: readonly string[]): string[] =>
  typeof of !== 'object' || of === null
    ? []
    : Object.entries(of).flatMap(([name, value]) =>
        names.includes(name) && !(name === 'state' && String(value).length < 20)
          ? [value].flat().map(String)
          : valuesOf(value, names),
      )
