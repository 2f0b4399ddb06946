// The middle of `npm run derive`, a separate process between those that write what it imports, and import what it writes.

import { write } from '#infra/derive/derived.ts'
import { eventTypes } from '#infra/derive/event-types.ts'

for (const path of write([eventTypes()])) console.log(`wrote ${path}`)
