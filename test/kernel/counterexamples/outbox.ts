// Counterexamples of the outbox: each write breaks exactly one keeper.

import * as z from 'zod/mini'
import { space } from '#kernel/data/item.ts'
import { announce, Event, events, type guard, type Subject } from '#kernel/data/outbox.ts'
import { update } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const Lamp = space('lamps', 'LAMP').item<Subject & { lampId: string }>()('LAMP', 'LAMP', (lampId: string) => lampId)
const event = events(
  { of: Lamp, id: ({ lampId }) => lampId },
  { lit: { type: 'lamp.lit', says: 'A lamp was lit.', data: z.object({}), concerns: () => [] } },
)
const T0 = '2026-01-01T00:00:00.000Z'
const key = Lamp.key('lamp')
const light = (lamp: Subject) => announce([update('light', key, {})], T0, event.lit({ lampId: 'lamp', ...lamp }, {}))
const told = (seq: number) => {
  const at = { of: key.pk, subject: 'lamp', seq, type: 'lamp.lit', at: T0, data: {}, concerns: [] }
  return stored(Event.key(key, seq), at)
}
const given = [stored(key, { lampId: 'lamp', eventSeq: 2 }), told(1), told(2)]

export const counterexamples: Counterexamples<typeof guard> = {
  // Read before the first event: the new one replaces it.
  nextEvent: { given, writes: () => light({}) },
  withEvents: { given, writes: () => light({ eventSeq: 2 }).slice(0, 1) },
}
