// Whether the record of operators has an action.

import type { World } from './people.ts'

/** @param subject undefined: any */
export const isRecorded = async (world: World, what: string, subject?: string): Promise<boolean> =>
  (await world.table.items()).some(
    (item) => item['what'] === what && (subject === undefined || item['subject'] === subject),
  )
