// Lists the stored items of a partition that a violation names, without secrets.

import { LastAudit } from '#domain/ops/items.ts'
import { PartitionNotFound } from '#domain/ops/problems.ts'
import { withoutSecrets } from '#domain/ops/secrets.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import type { Item, Stored } from '#kernel/data/condition.ts'
import { LAST, type Partition } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.listStoredItems, async ({ user, query, page, now, id, read, refuse, cursor }) => {
  const { partition: pk } = query
  const { violations = [] } = (await read.get(LastAudit.key())) ?? {}
  if (!violations.some(({ partitions = [] }) => partitions.includes(pk))) return refuse(PartitionNotFound)
  // Not a partition of operations: the contract says that it inspects others.
  const partition: Partition<'ops', Stored<Item>> = { module: 'ops', pk }
  const { items, next } = await read.list({ partition, from: ' ', to: LAST, ...page })
  const seen = { by: user.userId, what: 'ops.items.read', subject: pk }
  return {
    writes: [recordRead(id('action'), seen, now), asOperator(user)],
    reply: {
      partition: pk,
      items: items.map((item) => ({ ...withoutSecrets(item), pk, sk: item.sk })),
      nextCursor: cursor(next),
    },
  }
})
