// One canonical record per pair, in the partition of the lower id; the other user finds it through an index.

import { bySince, type Model, noTie, type Side, stored, type Tie, type View } from './model.ts'
import type { Index, Item } from './table.ts'

type Place = 'lower' | 'higher'

/** Whole, because half of everybody's list is read from it. */
const HIGHER: Index = { name: 'higher', pk: 'higherPk', sk: 'since', whole: true }
/** For the order alone: the table has the rest. */
const LOWER: Index = { name: 'lower', pk: 'lowerPk', sk: 'since', whole: false }

const keyOf = (one: string, other: string) => {
  const [lower, higher] = one < other ? [one, other] : [other, one]
  return { pk: `PAIR#${lower}`, sk: higher }
}
const listOf = (userId: string): string => `FRIENDSHIP#${userId}`
const placesOf = (me: string, other: string): [Place, Place] => (me < other ? ['lower', 'higher'] : ['higher', 'lower'])

const flat = (place: Place, { added, blocked, subscribe, dispatch, groups }: Side): Item => ({
  [`${place}Added`]: added,
  [`${place}Blocked`]: blocked,
  [`${place}Subscribe`]: subscribe,
  [`${place}Dispatch`]: dispatch,
  [`${place}Groups`]: groups,
})
const sideOf = (item: Item, place: Place): Side => ({
  added: item[`${place}Added`],
  blocked: item[`${place}Blocked`],
  subscribe: item[`${place}Subscribe`],
  dispatch: item[`${place}Dispatch`],
  groups: item[`${place}Groups`],
})

const recordOf = ({ me, other, mine, theirs, since, versions: [version = 0] }: Tie): Item => {
  const { pk, sk } = keyOf(me, other)
  const [place, otherPlace] = placesOf(me, other)
  const lower = me < other ? me : other
  return {
    ...{ pk, sk, lower, higher: sk, ...flat(place, mine), ...flat(otherPlace, theirs), version: version + 1 },
    ...(since && { since, lowerPk: listOf(lower), higherPk: listOf(sk) }),
  }
}

const viewOf = (me: string, item: Item): View => {
  const other = item['lower'] === me ? item['higher'] : item['lower']
  const [place, otherPlace] = placesOf(me, other)
  return { userId: other, added: item[`${place}Added`], addedBack: item[`${otherPlace}Added`], since: item['since'] }
}

export const oneRecord: Model = {
  name: 'one record',
  indexes: [HIGHER, LOWER],
  load: async (table, me, other) => {
    const item = await table.get(keyOf(me, other))
    if (!item) return noTie(me, other)
    const [place, otherPlace] = placesOf(me, other)
    const [mine, theirs] = [sideOf(item, place), sideOf(item, otherPlace)]
    return { me, other, mine, theirs, since: item['since'], versions: [item['version'], item['version']] }
  },
  keep: (tableName, before, after) => {
    const kept = [after.mine, after.theirs].some(({ added, blocked }) => added || blocked)
    return [stored(tableName, recordOf(after), kept, before.versions[0])]
  },
  look: async (table, me, other) => {
    const item = await table.get(keyOf(me, other))
    return item && viewOf(me, item)
  },
  page: async (table, me, limit) => {
    const entries = await Promise.all([HIGHER, LOWER].map((index) => table.query({ index, pk: listOf(me), limit })))
    const first = entries
      .flat()
      .sort((one, other) => (one['since'] < other['since'] ? -1 : 1))
      .slice(0, limit)
    const items = await table.batch(first.map(({ pk, sk }) => ({ pk, sk })))
    return items.map((item) => viewOf(me, item)).sort(bySince)
  },
  all: async (table, me) => {
    const [mine, others] = [{ pk: `PAIR#${me}` }, { index: HIGHER, pk: listOf(me) }]
    const found = await Promise.all([table.query(mine), table.query(others)])
    return found.flatMap((items) => items.map((item) => viewOf(me, item))).sort(bySince)
  },
}
