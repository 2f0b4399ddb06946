// Events as consumers see them.

import { hash } from 'node:crypto'
import type { Item } from '#kernel/data/condition.ts'
import type { StoredEvents } from '#kernel/data/outbox.ts'
import { typeId } from '#kernel/data/typeid.ts'

export interface Event {
  readonly eventId: string
  readonly type: string
  readonly subject: string
  readonly seq: number
  readonly at: string
  readonly data: Item
}

/** An event that is not relayed yet, or not to all users. */
export interface Unrelayed {
  readonly event: Event
  /** The users who are not notified yet. */
  readonly users: readonly string[]
  /** The number of those who are. */
  readonly usersDone: number
  readonly item: StoredEvents
}

/** The same each time, so that a repeated delivery has the same id. */
const eventIdOf = (subject: string, seq: number, at: string): string =>
  typeId('event', Date.parse(at), hash('sha256', `${subject}#${seq}`, 'buffer').subarray(0, 10))

/** The events of an item that are left. */
export const unrelayed = (item: StoredEvents): Unrelayed[] => {
  const { subject, seq: first, at, events, eventsDone = 0, usersDone = 0 } = item
  return events.slice(eventsDone).map(({ type, data, concerns }, place) => {
    const seq = first + eventsDone + place
    const done = place === 0 ? usersDone : 0
    const event = { eventId: eventIdOf(subject, seq, at), type, subject, seq, at, data }
    return { event, users: concerns.slice(done), usersDone: done, item }
  })
}
