// The documents that are derived from the code: the OpenAPI document, the README's tables, a sample event for each function.

import { events } from '#infra/docs/events.ts'
import { openApi } from '#infra/docs/open-api.ts'
import { readme } from '#infra/docs/readme.ts'
import { type Derived, textAt } from './derived.ts'

export const documents = (): Derived[] => [
  { path: 'openapi.json', text: `${JSON.stringify(openApi(), null, 2)}\n` },
  { path: 'README.md', text: readme(textAt('README.md')) },
  ...events(),
]
