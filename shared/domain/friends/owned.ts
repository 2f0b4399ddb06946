// What an owner's partition holds, as the audits of several rules see it.

import { type Audit, inPartition } from '#kernel/data/rules.ts'
import type { DefaultGroupItem, EdgeItem, GroupItem, MemberItem } from './item.ts'

interface Owned {
  readonly root: DefaultGroupItem
  /** Besides the default one, with those that are deleted. */
  readonly groups: readonly GroupItem[]
  readonly edges: readonly EdgeItem[]
  readonly members: readonly MemberItem[]
  /** Sort keys. */
  readonly names: readonly string[]
}

/** All of one owner's; without a default group it breaks `oneDefaultGroup` alone. */
export const ownerAudit = (keeps: (owned: Owned) => boolean): Audit =>
  inPartition('FRIENDS', ({ items }) => {
    const under = <T>(prefix: string) => items.filter(({ sk }) => String(sk).startsWith(prefix)) as unknown as T[]
    const root = items.find(({ sk }) => sk === 'GROUP#DEFAULT') as unknown as DefaultGroupItem | undefined
    if (root?.groupId === undefined) return true
    const groups = under<GroupItem & { sk: string }>('GROUP#').filter(({ sk }) => sk !== 'GROUP#DEFAULT')
    const names = under<{ sk: string }>('NAME#').map(({ sk }) => sk)
    return keeps({ root, groups, names, edges: under('EDGE#'), members: under('MEMBER#') })
  })

const same = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length

/** Who is in which group, by the edges and by the groups themselves. */
export const membershipAudit = ownerAudit(({ edges, members }) =>
  same(
    edges.flatMap(({ friendId, groups }) => groups.map((groupId) => `${groupId} ${friendId}`)),
    members.map(({ groupId, friendId }) => `${groupId} ${friendId}`),
  ),
)

export const nameAudit = ownerAudit(({ groups, names }) =>
  same(
    names,
    groups.filter(({ deletedAt }) => !deletedAt).map(({ groupName }) => `NAME#${groupName}`),
  ),
)

export const blockAudit = ownerAudit(
  ({ root, edges }) => root.blockCount === edges.filter(({ blocked }) => blocked).length,
)

/** What a group counts of its members, those of one that is deleted too. */
export const countAudit = ownerAudit(({ groups, members }) => {
  const found = Map.groupBy(members, ({ groupId }) => groupId)
  return groups.every(({ groupId, memberCount }) => memberCount === (found.get(groupId)?.length ?? 0))
})
