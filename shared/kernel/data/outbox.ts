// The outbox: a write stores its events in its own transaction, numbered per subject without gaps. A job relays them from there.

import type * as z from 'zod/mini'
import type { Item } from './condition.ts'
import { type AnyClause, companions, expectation, keepers } from './guards.ts'
import { acrossPartitions, invariants, minus, plus, type Side, type Term } from './invariants.ts'
import { type ItemType, space } from './item.ts'
import { idOf, type Key, LAST, type Span } from './key.ts'
import { stripeOf } from './stripes.ts'
import { type Action, put, update, type Write } from './write.ts'

export const outbox = space('outbox', 'OUTBOX', 'RELAYED')

/** An item whose changes are told by events, such as an account. At most one in a partition. */
export interface Subject {
  /** The number of its last event; absent: none yet. */
  eventSeq?: number
}

/** An event that is not relayed yet. */
export interface EventItem {
  /** The partition key of the subject. */
  of: string
  /** The id of the subject. */
  subject: string
  /** 1, 2, 3 ... for each subject. */
  seq: number
  type: string
  at: string
  data: Item
  /** The ids of the users to notify. */
  concerns: readonly string[]
}

/** How far the events of a subject are relayed. */
export interface RelayedItem {
  /** The number of the last relayed event; absent: none. */
  seq?: number
  /** The number of the last event of a subject that was removed. */
  endedAt?: number
}

type Partitioned = Pick<Key, 'pk'>

const STRIPES = 16

/**
 * Events lie in striped partitions of the table, not in an index: an event costs two write units, and a consistent read finds it.
 */
export const Event = outbox.items<EventItem>()('OUTBOX', 'EVENT', ({ pk }: Partitioned, seq: number) => [
  String(stripeOf(pk, STRIPES)),
  `${pk}#${String(seq).padStart(16, '0')}`,
])
export const Relayed = outbox.item<RelayedItem>()('RELAYED', 'RELAYED', ({ pk }: Partitioned) => pk)

/** The events of each stripe, by subject and number. */
export const outboxes: readonly Span<'outbox', EventItem>[] = Array.from({ length: STRIPES }, (_, no) => ({
  partition: outbox.partition('OUTBOX', String(no)),
  from: `${Event.kind}#`,
  to: `${Event.kind}#${LAST}`,
}))

/** The count of the numbers 1 to n, and their sum. Both are needed: other numbers may have the same count or the same sum. */
const upTo = (pk: string, n: number, other: Partitioned): Term[] => [
  { about: pk, with: other, count: n },
  { about: `numbers of ${pk}`, with: other, count: (n * (n + 1)) / 2 },
]

/** An item of any type with events. */
const told = ({ pk, eventSeq }: Item): Side[] => {
  if (typeof pk !== 'string' || typeof eventSeq !== 'number') return []
  const sides = upTo(pk, eventSeq, Event.key({ pk }, 0)).map((term) => ({ ...term, with: term.with.pk, side: 1 as const }))
  return [...sides, ...sides.map((side) => ({ ...side, count: 0, with: Relayed.key({ pk }).pk }))]
}

export const invariant = invariants('outbox', {
  numbered: {
    says: 'The events of a subject are numbered 1, 2, 3 ... up to its eventSeq: each one is in the outbox or was relayed.',
    audit: acrossPartitions(
      told,
      minus(Event, ({ of, seq }) => [
        { about: of, with: { pk: of } },
        { about: `numbers of ${of}`, with: { pk: of }, count: seq },
      ]),
      minus(Relayed, (relayed) => {
        const of = Relayed.idOf(relayed)
        return upTo(of, relayed.seq ?? 0, { pk: of })
      }),
      plus(Relayed, (relayed) => {
        const of = Relayed.idOf(relayed)
        return upTo(of, relayed.endedAt ?? 0, { pk: of })
      }),
    ),
  },
  gapless: {
    says: 'The events of a subject in the outbox have consecutive numbers.',
    audit: {
      partition: ({ items }) => {
        const events = items.filter((item) => Event.is(item))
        return events.every(({ of, seq }, at) => {
          const before = events[at - 1]
          return before?.of !== of || seq === before.seq + 1
        })
      },
    },
  },
})

export const guard = keepers('outbox', {
  /** No other event of the subject was stored since it was read. */
  nextEvent: expectation<never, Subject, { last: number }>({
    when: (subject, { last }) =>
      last === 0 ? subject.absent('eventSeq') : subject.equals('eventSeq', last),
    keeps: [invariant.numbered, invariant.gapless],
  }),
  withEvents: companions({
    with: ({ keys }: { keys: readonly Key[] }) => keys,
    keeps: [invariant.numbered],
  }),
})

/** A type of event. T: the subject; D: the data. */
export interface EventSpec<T, D> {
  /** As consumers see it: `match.seat.taken`. */
  readonly type: string
  /** What happened, in one sentence. */
  readonly says: string
  /** Ids and amounts. No free texts and nothing personal, because consumers keep what they get. */
  readonly data: z.ZodMiniType<D>
  /** The ids of the users to notify, besides those whom the write names. */
  concerns(data: D, subject: T): readonly string[]
}

/** An event without a number. */
export interface Announcement {
  /** The key of the subject. */
  readonly of: Key
  /** The number of the subject's last event, as it was read. */
  readonly last: number
  readonly event: Omit<EventItem, 'of' | 'seq' | 'at'>
}

interface SubjectSpec<T> {
  readonly of: Pick<ItemType<string, string, T, [string], false>, 'key'>
  /** The id in the key. */
  id(item: T): string
  /** The id that consumers see, if it is another. */
  subject?(item: T): string
}

/** A type of event with its subject. */
export interface Declared {
  readonly spec: EventSpec<never, never>
}

type Announce<T, D> = Declared & ((subject: T, data: D, ...concerned: readonly string[]) => Announcement)

/** Declares the types of events of a subject. @returns a function for each type, which makes an event */
export const events = <T extends Subject, D>(
  { of, id, subject = id }: SubjectSpec<T>,
  declared: { readonly [N in keyof D]: EventSpec<T, D[N]> },
): { readonly [N in keyof D]: Announce<T, D[N]> } => {
  const made = Object.entries<EventSpec<T, never>>(declared as never).map(([name, spec]) => {
    const announcing = (item: T, data: never, ...concerned: readonly string[]): Announcement => {
      const concerns = [...new Set([...spec.concerns(data, item), ...concerned])]
      return {
        of: of.key(id(item)),
        last: item.eventSeq ?? 0,
        event: { subject: subject(item), type: spec.type, data, concerns },
      }
    }
    return [name, Object.assign(announcing, { spec })]
  })
  return Object.fromEntries(made) as { readonly [N in keyof D]: Announce<T, D[N]> }
}

/**
 * Adds events to the writes of a transaction. The write of the subject, which must be among them, takes the number of the event.
 * @param at ISO 8601
 */
export const announce = <W extends Write>(
  writes: readonly W[],
  at: string,
  ...announced: readonly Announcement[]
): (W | Write<'outbox', never>)[] => {
  const subjects = [...writes]
  const told = announced.map(({ of, last, event }) => {
    const place = subjects.findIndex(({ key }) => idOf(key) === idOf(of))
    const write = subjects[place]
    if (!write) throw new Error(`${event.type} goes only with a write of its subject.`)
    const seq = (numberIn(write.action) ?? last) + 1
    const withEvents = guard.withEvents({ keys: [of, Event.key(of, seq)] })
    subjects[place] = numbered(write, seq, seq === last + 1 ? [guard.nextEvent({ last }), withEvents] : [withEvents])
    return put('announce', Event.key(of, seq), { of: of.pk, ...event, seq, at }, withEvents)
  })
  return [...subjects, ...told]
}

/**
 * Goes with the removal of a subject: its events stay numbered up to the last.
 * @returns the clauses of the removal, and the write beside it
 */
export const ending = (of: Key, { eventSeq: last = 0 }: Subject) => {
  const withEvents = guard.withEvents({ keys: [of, Relayed.key(of)] })
  return {
    asks: last > 0 ? [guard.nextEvent({ last }), withEvents] : [guard.nextEvent({ last })],
    writes: last > 0 ? [update('endEvents', Relayed.key(of), { set: { endedAt: last } }, withEvents)] : [],
  }
}

/** The number that an earlier event of the same transaction took. */
const numberIn = (action: Action): number | undefined => {
  const set: Item | undefined = 'update' in action ? action.update.set : 'put' in action ? action.put : undefined
  return set?.['eventSeq'] as number | undefined
}

/** The write, the same type of action on the same item, with a number. */
const numbered = <W extends Write>(write: W, eventSeq: number, asks: readonly AnyClause[]): W => {
  const { action } = write
  const after = 'after' in write ? { after: { ...(write.after as object), eventSeq } } : {}
  const requires = [...write.requires, ...asks]
  if ('put' in action) return { ...write, ...after, action: { put: { ...action.put, eventSeq } }, requires }
  if (!('update' in action)) throw new Error(`${write.name} stores nothing, so it cannot number events.`)
  const { set, ...rest } = action.update
  return { ...write, ...after, action: { update: { ...rest, set: { ...set, eventSeq } } }, requires }
}
