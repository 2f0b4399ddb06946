// The events that are stored of one subject.

import type { Item } from '#kernel/data/condition.ts'
import { Events, type Told } from '#kernel/data/outbox.ts'

/** An event with its number. */
export interface Numbered extends Told {
  readonly seq: number
}

/** In the order of their numbers. Those that are relayed are gone. */
export const eventsIn = (items: readonly Item[], subject: string): Numbered[] =>
  items
    .filter((item) => Events.is(item))
    .filter((item) => item.subject === subject)
    .flatMap(({ seq, events }) => events.map((event, at) => ({ ...event, seq: seq + at })))
    .sort((one, other) => one.seq - other.seq)
