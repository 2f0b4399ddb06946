// The second half of `npm run derive`, a separate process because it imports the lists that the first half writes.

import { contracts } from '#functions/api.ts'
import { leftovers, remove, write } from '#infra/derive/derived.ts'
import { documents } from '#infra/derive/documents.ts'
import { refuseUntoldRenames } from '#infra/derive/renames.ts'
import { EVENTS } from '#infra/docs/events.ts'
import { CHARTS } from '#infra/docs/scenarios/page.ts'
import { runScript } from '#infra/local/run-script.ts'
import { endpointsOf } from '#kernel/http/contract.ts'

await runScript(async () => {
  refuseUntoldRenames(endpointsOf(contracts))
  const files = await documents()
  for (const path of write(files)) console.log(`wrote ${path}`)
  const gone = [...leftovers(EVENTS, '.json', files), ...leftovers(CHARTS, '.svg', files)]
  remove(gone)
  for (const path of gone) console.log(`removed ${path}`)
})
