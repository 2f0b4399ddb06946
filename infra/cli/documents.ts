// The second half of `npm run derive`, a separate process because it imports the lists that the first half writes.

import { leftovers, remove, write } from '#infra/derive/derived.ts'
import { documents } from '#infra/derive/documents.ts'
import { EVENTS } from '#infra/docs/events.ts'
import { CHARTS } from '#infra/docs/scenarios/page.ts'

const files = await documents()
for (const path of write(files)) console.log(`wrote ${path}`)
const gone = [...leftovers(EVENTS, '.json', files), ...leftovers(CHARTS, '.svg', files)]
remove(gone)
for (const path of gone) console.log(`removed ${path}`)
