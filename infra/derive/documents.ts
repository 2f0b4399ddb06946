// All derived documents: the console, the OpenAPI document, the problems, the tables and charts in docs/, a sample event per function.

import { consoleFiles } from '#infra/console/build.ts'
import { events } from '#infra/docs/events.ts'
import { openApi } from '#infra/docs/open-api.ts'
import { explainedProblems } from '#infra/docs/problems.ts'
import { scenarioFiles } from '#infra/docs/scenarios/page.ts'
import { tables } from '#infra/docs/tables.ts'
import type { Derived } from './derived.ts'

export const documents = async (): Promise<Derived[]> => [
  ...(await consoleFiles()),
  { path: 'openapi.json', text: `${JSON.stringify(openApi(), null, 2)}\n` },
  { path: 'problems.json', text: `${JSON.stringify(explainedProblems(), null, 2)}\n` },
  ...tables(),
  ...scenarioFiles(),
  ...events(),
]
