// The second half of `npm run derive`. It is a separate process because the documents import the lists that the first half
// writes.

import { leftovers, remove, write } from '#infra/derive/derived.ts'
import { documents } from '#infra/derive/documents.ts'
import { EVENTS } from '#infra/docs/events.ts'

const files = documents()
for (const path of write(files)) console.log(`wrote ${path}`)
const gone = leftovers(EVENTS, '.json', files)
remove(gone)
for (const path of gone) console.log(`removed ${path}`)
