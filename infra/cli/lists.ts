// The first half of `npm run derive`: writes the lists of modules. It loads none of them, so it works while they are out of date.

import { write } from '#infra/derive/derived.ts'
import { lists } from '#infra/derive/lists.ts'

for (const path of write(lists())) console.log(`wrote ${path}`)
