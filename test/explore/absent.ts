// Runs without a keeper, and sees what becomes of the transactions that it would have refused.

import type { PrimaryKey } from '#kernel/commit/seen.ts'
import { type Condition, evaluate } from '#kernel/data/condition.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { idOf as keyId } from '#kernel/data/key.ts'
import type { Member, Stage } from './stage.ts'

/** What became of the transactions that ask a keeper while it is away. One that met a conflict is sent again, and counts then. */
export interface Seen {
  asked: number
  /** Its condition was broken, and the transaction committed. */
  committed: number
  /** Its condition was broken, and others refused. */
  refused: number
  /** How often each of the others, as `module.name`. */
  readonly by: Record<string, number>
}

export const unseen = (): Seen => ({ asked: 0, committed: 0, refused: 0, by: {} })

export const sumOf = (all: readonly Seen[]): Seen => {
  const sum = unseen()
  for (const { asked, committed, refused, by } of all) {
    sum.asked += asked
    sum.committed += committed
    sum.refused += refused
    for (const [name, times] of Object.entries(by)) sum.by[name] = (sum.by[name] ?? 0) + times
  }
  return sum
}

export const idOf = ({ module, name }: Keeper): string => `${module}.${name}`

/** No item has this attribute, so a comparison with it is false. Its value carries a keeper and its condition to the store. */
const CARRIER = 'carried condition'

let isAway = false
/** The condition of a keeper. While one is away, the store hears whose it is. */
export const named = (keeper: Keeper, condition: Condition): Condition => {
  if (!isAway) return condition
  const value = [CARRIER, idOf(keeper), JSON.stringify(condition)].join('\n')
  return { op: 'OR', of: [condition, { op: '=', path: CARRIER, than: { value } }] }
}

interface Carried {
  readonly key: PrimaryKey
  readonly keeper: string
  readonly condition: string
}

/** The conditions of a transaction, each with the key of its item. */
const carriedBy = (members: readonly Member[]): Carried[] =>
  members.flatMap((member) =>
    Object.values(member).flatMap((action: Action) =>
      Object.values(action.ExpressionAttributeValues ?? {}).flatMap(({ S: text = '' }): Carried[] => {
        const [carrier, keeper = '', condition = ''] = text.split('\n')
        return carrier === CARRIER ? [{ key: keyIn(action), keeper, condition }] : []
      }),
    ),
  )

type Wired = Readonly<Record<string, { readonly S?: string | undefined }>>
type Action = { readonly [N in 'Key' | 'Item' | 'ExpressionAttributeValues']?: Wired | undefined }

const keyIn = ({ Key: key, Item: item }: Action): PrimaryKey => {
  const { pk, sk } = key ?? item ?? {}
  return { pk: pk?.S ?? '', sk: sk?.S ?? '' }
}

interface Watching {
  readonly stage: Stage
  /** Counts on. */
  readonly seen: Seen
}

/** Its condition holds always; and the items that companions demand are left out of the transactions that must write them. */
export const absent = async <T>(keeper: Keeper, { stage, seen }: Watching, run: () => Promise<T>): Promise<T> => {
  const kept = { when: keeper.when, with: keeper.with }
  const asks = kept.when as ((...given: unknown[]) => Condition) | undefined
  const holds = (...given: unknown[]): Condition => ({
    op: 'OR',
    of: [{ op: 'absent', path: CARRIER }, ...(asks ? [asks(...given)] : [])],
  })
  const { companions, lack } = leavingOut(keeper, stage)
  stage.arrives = (members) => {
    const carried = carriedBy(members)
    const isOwn = (one: Carried): boolean => one.keeper === idOf(keeper)
    if (!lack.has(members) && !carried.some(isOwn)) return undefined
    seen.asked += 1
    const broken = carried.filter(({ key, condition }) => !evaluate(JSON.parse(condition), stage.itemOf(key)))
    if (!lack.has(members) && !broken.some(isOwn)) return undefined
    const others = new Set(broken.filter((one) => !isOwn(one)).map((one) => one.keeper))
    return (isCommitted) => {
      seen[isCommitted ? 'committed' : 'refused'] += 1
      // Such as that of a batch, that an item is as it was read.
      if (!isCommitted && others.size === 0) others.add('a condition without a name')
      for (const name of isCommitted ? [] : others) seen.by[name] = (seen.by[name] ?? 0) + 1
    }
  }
  Object.assign(keeper, asks ? { when: holds } : { with: companions })
  isAway = true
  try {
    return await run()
  } finally {
    isAway = false
    stage.arrives = () => undefined
    stage.tampers = (members) => members
    Object.assign(keeper, kept)
  }
}

/** @returns companions that demand nothing, and the transactions that lack what they demanded */
const leavingOut = (keeper: Keeper, stage: Stage) => {
  const demands = keeper.with as ((given: unknown) => readonly PrimaryKey[]) | undefined
  const demanded = new Set<string>()
  const companions = (given: unknown): readonly [] => {
    for (const key of demands?.(given) ?? []) demanded.add(keyId(key))
    // A transaction is sent in the moment in which its companions are asked for, and others leave out nothing.
    queueMicrotask(() => demanded.clear())
    return []
  }
  /** The parts that transactions lack, by what they were to be: who lost the reply sends the same again. */
  const lacking = new Map<string, readonly number[]>()
  const lack = new WeakSet<readonly Member[]>()
  if (demands)
    stage.tampers = (members) => {
      const whole = JSON.stringify(members)
      const left = members.flatMap((member, at) =>
        Object.values(member).some((one) => demanded.has(keyId(keyIn(one)))) ? [at] : [],
      )
      // To leave out everything would be another mistake: the transaction that is not sent.
      if (left.length > 0) lacking.set(whole, left.length < members.length ? left : left.slice(1))
      const sent = members.filter((_, at) => !lacking.get(whole)?.includes(at))
      if (sent.length < members.length) lack.add(sent)
      return sent
    }
  return { companions, lack }
}
