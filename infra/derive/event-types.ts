// The names of the types of events, which the contract of webhooks lists. They stand alone, because it is part of the client.

import { announcements } from '#functions/announcements.ts'
import type { Derived } from './derived.ts'

export const eventTypes = (): Derived => ({
  path: 'shared/domain/events/types.ts',
  text: [
    '// The types of events of all modules, by name.',
    '// Written by `npm run derive` from shared/domain/<module>/events.ts.',
    '',
    'export const eventTypes = [',
    ...Object.values(announcements)
      .flat()
      .map(({ spec }) => `  '${spec.type}',`),
    '] as const',
    '',
  ].join('\n'),
})
