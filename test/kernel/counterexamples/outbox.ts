// Counterexamples of the outbox: each write breaks exactly one keeper.

import * as z from 'zod/mini'
import { space } from '#kernel/data/item.ts'
import { announce, Events, events, type guard, Relayed, relay, type Subject } from '#kernel/data/outbox.ts'
import { update } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const Lamp = space('lamps', 'LAMP').item<Subject & { lampId: string }>()('LAMP', 'LAMP', (lampId: string) => lampId)
const event = events(
  { name: 'lamp', of: Lamp, id: ({ lampId }) => lampId },
  { lit: { type: 'lamp.lit', says: 'A lamp was lit.', data: z.object({}), concerns: () => [] } },
)
const T0 = '2026-01-01T00:00:00.000Z'
const key = Lamp.key('lamp')
const light = (lamp: Subject) => announce([update('light', key, {})], T0, event.lit({ lampId: 'lamp', ...lamp }, {}))
const item = (seq: number) => {
  const lit = { type: 'lamp.lit', data: {}, concerns: [] }
  return { of: key.pk, subject: 'lamp', seq, at: T0, events: [lit] }
}
const told = (seq: number) => stored(Events.key(key, seq), item(seq))
const given = [stored(key, { lampId: 'lamp', eventSeq: 2 }), told(1), told(2)]
const relayed = [stored(key, { lampId: 'lamp', eventSeq: 2 }), stored(Relayed.key(key), { seq: 2 })]

export const counterexamples: Counterexamples<typeof guard> = {
  // Read before the first event: the new one replaces it.
  nextEvent: { given, writes: () => light({}) },
  withEvents: { given, writes: () => light({ eventSeq: 2 }).slice(0, 1) },
  nextRelayed: {
    given: relayed,
    // Read before anything was relayed.
    writes: () => relay(key, { items: [], last: 0, next: 1, usersDone: 0 }),
  },
  sameProgress: {
    given: relayed,
    // Read before another process relayed it: only a part of it is left there.
    writes: () => {
      const { events: lit, ...rest } = item(1)
      const { pk, sk } = Events.key(key, 1)
      return relay(key, { items: [{ pk, sk, ...rest, events: [...lit, ...lit] }], last: 2, next: 1, usersDone: 1 })
    },
  },
}
