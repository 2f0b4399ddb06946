// The program behind `npm run derive`: writes everything that is derived from the code, and says what has changed.

import { leftovers, remove, write } from '#infra/derive/derived.ts'
import { documents } from '#infra/derive/documents.ts'
import { EVENTS } from '#infra/docs/events.ts'
import { saying } from '#infra/local/saying.ts'
import { argumentsOf } from './usage.ts'

await saying(async () => {
  argumentsOf({
    line: 'npm run derive',
    text: 'Writes the lists of modules, openapi.json, the tables of README.md and the sample events of test/events/ anew.',
  })
  const files = documents()
  for (const path of write(files)) console.log(`wrote ${path}`)
  const gone = leftovers(EVENTS, '.json', files)
  remove(gone)
  for (const path of gone) console.log(`removed ${path}`)
})
