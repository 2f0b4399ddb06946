// The outbox: a write stores its events in its own transaction, numbered per subject without gaps. A job relays them from there.

import type * as z from 'zod/mini'
import { both, type Item, type Stored } from './condition.ts'
import { type AnyClause, companions, expectation, keepers } from './guards.ts'
import { acrossPartitions, invariants, minus, plus, type Side, type Term } from './invariants.ts'
import { type ItemType, space } from './item.ts'
import { idOf, type Key, LAST, type Span } from './key.ts'
import { stripes } from './queue.ts'
import { stripeOf } from './stripes.ts'
import { type Action, check, put, remove, update, type Write } from './write.ts'

export const outbox = space('outbox', 'OUTBOX', 'RELAYED')

/** An item whose changes are told by events, such as an account. At most one in a partition. */
export interface Subject {
  /** The number of its last event; absent: none yet. */
  eventSeq?: number
}

/** An event, without what it has in common with others of its transaction. */
export interface Told {
  readonly type: string
  readonly data: Item
  /** The ids of the users to notify. */
  readonly concerns: readonly string[]
}

/** The events of one subject in one transaction, which are not relayed yet. */
export interface EventsItem {
  /** The partition key of the subject. */
  of: string
  /** The id of the subject. */
  subject: string
  /** The number of the first event: 1, 2, 3 ... for each subject. */
  seq: number
  at: string
  events: readonly Told[]
  /** The number of these events that are relayed, and of the users who are notified of the next one. Absent: 0. */
  eventsDone?: number
  usersDone?: number
}

/** How far the events of a subject are relayed. */
export interface RelayedItem {
  /** The number of the last relayed event; absent: none. */
  seq?: number
  /** The number of the last event of a subject that was removed. */
  endedAt?: number
}

type Partitioned = Pick<Key, 'pk'>

/**
 * Events lie in striped partitions of the table, not in an index: an event costs two write units, and a consistent read finds it.
 */
export const Events = outbox.items<EventsItem>()('OUTBOX', 'EVENTS', ({ pk }: Partitioned, seq: number) => [
  String(stripeOf(pk, stripes())),
  `${pk}#${String(seq).padStart(16, '0')}`,
])
export const Relayed = outbox.item<RelayedItem>()('RELAYED', 'RELAYED', ({ pk }: Partitioned) => pk)

/** Events as they lie in the outbox: in a stripe of the number of stripes at that time. */
export type StoredEvents = Stored<EventsItem>
export const keyOfEvents = ({ pk, sk }: StoredEvents): Key<'outbox', StoredEvents> => ({ module: 'outbox', pk, sk })

/** The events of each stripe, by subject and number. */
export const outboxes = (): readonly Span<'outbox', StoredEvents>[] =>
  Array.from({ length: stripes() }, (_, no) => ({
    partition: outbox.partition('OUTBOX', String(no)),
    from: `${Events.kind}#`,
    to: `${Events.kind}#${LAST}`,
  }))

/** The count of the numbers 1 to n, and their sum. Both are needed: other numbers may have the same count or the same sum. */
const upTo = (pk: string, n: number, other: Partitioned): Term[] => [
  { about: pk, with: other, count: n },
  { about: `numbers of ${pk}`, with: other, count: (n * (n + 1)) / 2 },
]

/** An item of any type with events. */
const told = ({ pk, eventSeq }: Item): Side[] => {
  if (typeof pk !== 'string' || typeof eventSeq !== 'number') return []
  const sides = upTo(pk, eventSeq, Events.key({ pk }, 0)).map((term) => ({
    ...term,
    with: term.with.pk,
    side: 1 as const,
  }))
  return [...sides, ...sides.map((side) => ({ ...side, count: 0, with: Relayed.key({ pk }).pk }))]
}

export const invariant = invariants('outbox', {
  numbered: {
    says: 'The events of a subject are numbered 1, 2, 3 ... up to its eventSeq: each one is in the outbox or was relayed.',
    audit: acrossPartitions(
      told,
      minus(Events, ({ of, seq, events, eventsDone = 0 }) =>
        events.slice(eventsDone).flatMap((_, at) => [
          { about: of, with: { pk: of } },
          { about: `numbers of ${of}`, with: { pk: of }, count: seq + eventsDone + at },
        ]),
      ),
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
        const all = items.filter((item) => Events.is(item))
        return all.every(({ of, seq }, at) => {
          const before = all[at - 1]
          return !before || before.of !== of || seq === before.seq + before.events.length
        })
      },
    },
  },
})

export const guard = keepers('outbox', {
  /** No other event of the subject was stored since it was read. */
  nextEvent: expectation<never, Subject, { last: number }>({
    when: (subject, { last }) => (last === 0 ? subject.absent('eventSeq') : subject.equals('eventSeq', last)),
    keeps: [invariant.numbered, invariant.gapless],
  }),
  withEvents: companions({
    with: ({ keys }: { keys: readonly Key[] }) => keys,
    keeps: [invariant.numbered],
  }),
  /** All earlier events of the subject are relayed, and no later one. */
  nextRelayed: Relayed.expectation({
    when: (relayed, { last }: { last: number }) => (last === 0 ? relayed.absent('seq') : relayed.equals('seq', last)),
    keeps: [invariant.numbered],
  }),
  /** No other process has relayed any of these events since they were read. */
  sameProgress: Events.expectation({
    when: (events, { eventsDone, usersDone }: { eventsDone: number; usersDone: number }) =>
      both(
        events.exists('seq'),
        eventsDone === 0 ? events.absent('eventsDone') : events.equals('eventsDone', eventsDone),
        usersDone === 0 ? events.absent('usersDone') : events.equals('usersDone', usersDone),
      ),
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
  /** The id of the subject. */
  readonly subject: string
  /** The number of the subject's last event, as it was read. */
  readonly last: number
  readonly event: Told
}

interface SubjectSpec<T> {
  /** What it is, for documents. */
  readonly name: string
  readonly of: Pick<ItemType<string, string, T, [string], false>, 'key'>
  /** The id in the key. */
  id(item: T): string
  /** The id that consumers see, if it is another. */
  subject?(item: T): string
}

/** A type of event with its subject. */
export interface Declared {
  readonly spec: Omit<EventSpec<never, never>, 'data'> & { readonly data: z.ZodMiniType }
  /** What the subject is. */
  readonly subject: string
}

/** The events that a file exports, by subject. */
export const declaredIn = (file: object): Declared[] =>
  Object.values<object>({ ...file }).flatMap((bySubject) => Object.values<unknown>({ ...bySubject }).filter(isDeclared))

const isDeclared = (one: unknown): one is Declared => typeof one === 'function' && 'spec' in one

type Announce<T, D> = Declared & ((subject: T, data: D, ...concerned: readonly string[]) => Announcement)

/** Declares the types of events of a subject. @returns a function for each type, which makes an event */
export const events = <T extends Subject, D>(
  { name: kind, of, id, subject = id }: SubjectSpec<T>,
  declared: { readonly [N in keyof D]: EventSpec<T, D[N]> },
): { readonly [N in keyof D]: Announce<T, D[N]> } => {
  const made = Object.entries<EventSpec<T, never>>(declared as never).map(([name, spec]) => {
    const announcing = (item: T, data: never, ...concerned: readonly string[]): Announcement => {
      const concerns = [...new Set([...spec.concerns(data, item), ...concerned])]
      return {
        of: of.key(id(item)),
        subject: subject(item),
        last: item.eventSeq ?? 0,
        event: { type: spec.type, data, concerns },
      }
    }
    return [name, Object.assign(announcing, { spec, subject: kind })]
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
  const numbering = [...writes]
  const bySubject = [...Map.groupBy(announced, ({ of }) => idOf(of)).values()]
  const told = bySubject.flatMap((all) => {
    const [first] = all
    if (!first) return []
    const { of, subject, last } = first
    const place = numbering.findIndex(({ key }) => idOf(key) === idOf(of))
    const write = numbering[place]
    if (!write) throw new Error(`${first.event.type} goes only with a write of its subject.`)
    const seq = (numberIn(write.action) ?? last) + 1
    const withEvents = guard.withEvents({ keys: [of, Events.key(of, seq)] })
    const asks = seq === last + 1 ? [guard.nextEvent({ last }), withEvents] : [withEvents]
    numbering[place] = numbered(write, seq + all.length - 1, asks)
    const events = all.map(({ event }) => event)
    return [put('announce', Events.key(of, seq), { of: of.pk, subject, seq, at, events }, withEvents)]
  })
  return [...numbering, ...told]
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

/** How far a step of the relay gets. */
export interface Step {
  /** The events that it ends or goes on with, oldest first, as read. */
  readonly items: readonly StoredEvents[]
  /** The number of the last relayed event before and after it. */
  readonly last: number
  readonly next: number
  /** The number of users who are notified of the event after that. */
  readonly usersDone: number
}

/** The part of a step that concerns the outbox. What is relayed leaves it. */
export const relay = (of: Partitioned, { items, last, next, usersDone }: Step) => [
  next > last
    ? update('relay', Relayed.key(of), { set: { seq: next } }, guard.nextRelayed({ last }))
    : check('inOrder', Relayed.key(of), guard.nextRelayed({ last })),
  ...items.map((item) => {
    const { seq, events, eventsDone = 0, usersDone: users = 0 } = item
    const same = guard.sameProgress({ eventsDone, usersDone: users })
    const done = next - seq + 1
    if (done >= events.length) return remove('leaveOutbox', keyOfEvents(item), same)
    const set = { ...(done > 0 ? { eventsDone: done } : {}), ...(usersDone > 0 ? { usersDone } : {}) }
    return update('relayPart', keyOfEvents(item), { set, remove: usersDone > 0 ? [] : ['usersDone'] }, same)
  }),
]

/** The number that earlier events of the same transaction took. */
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
