// Two mirrored edges a pair, one in each user's partition, that are written together.

import { bySince, type Model, noSide, type Side, stored, type Tie, type View } from './model.ts'
import type { CountedTable, Index, Item } from './table.ts'

const LIST: Index = { name: 'list', pk: 'listPk', sk: 'listSk', whole: false }

const keyOf = (ownerId: string, friendId: string) => ({ pk: `FRIENDS#${ownerId}`, sk: `EDGE#${friendId}` })
const listOf = (userId: string): string => `FRIENDSHIP#${userId}`

const sideOf = ({ added, blocked, subscribe, dispatch, groups }: Item): Side => ({
  ...{ added, blocked, subscribe, dispatch, groups: groups as string[] },
})

const edgeOf = ({ me: ownerId, other: friendId, mine, theirs, since, versions: [version = 0] }: Tie): Item => ({
  ...{ ...keyOf(ownerId, friendId), ownerId, friendId, ...mine, version: version + 1 },
  ...{ addedBack: theirs.added, blockedBack: theirs.blocked },
  ...(since && { since, listPk: listOf(ownerId), listSk: `${since}#${friendId}` }),
})

const swapped = ({ me, other, mine, theirs, since, versions: [version, otherVersion] }: Tie): Tie => ({
  ...{ me: other, other: me, mine: theirs, theirs: mine, since, versions: [otherVersion, version] },
})

const viewOf = ({ friendId, added, addedBack, since }: Item): View => ({ userId: friendId, added, addedBack, since })

const views = (items: readonly Item[]): View[] => items.map(viewOf).sort(bySince)

export const twoEdges: Model = {
  name: 'two edges',
  indexes: [LIST],
  load: async (table: CountedTable, me, other) => {
    const found = await table.batch([keyOf(me, other), keyOf(other, me)])
    const mine = found.find(({ ownerId }) => ownerId === me)
    const theirs = found.find(({ ownerId }) => ownerId === other)
    const sides = { mine: mine ? sideOf(mine) : noSide, theirs: theirs ? sideOf(theirs) : noSide }
    return { me, other, ...sides, since: mine?.['since'], versions: [mine?.['version'], theirs?.['version']] }
  },
  keep: (tableName, before, after) => {
    const kept = [after.mine, after.theirs].some(({ added, blocked }) => added || blocked)
    return [after, swapped(after)].map((tie, at) => stored(tableName, edgeOf(tie), kept, before.versions[at]))
  },
  look: async (table, me, other) => {
    const item = await table.get(keyOf(me, other))
    return item && viewOf(item)
  },
  page: async (table, me, limit) => {
    const entries = await table.query({ index: LIST, pk: listOf(me), limit })
    return views(await table.batch(entries.map(({ pk, sk }) => ({ pk, sk }))))
  },
  all: async (table, me) => views(await table.query({ pk: `FRIENDS#${me}`, begins: 'EDGE#' })),
}
