// `npm run derive`: writes every file that is derived from the code and prints the changed ones.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { apiReport } from '#infra/derive/api-report.ts'
import { write } from '#infra/derive/derived.ts'
import { lists } from '#infra/derive/lists.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

await runScript(async () => {
  argumentsOf({
    line: 'npm run derive',
    text: {
      en: 'Regenerates the lists of modules, kit/api.md, openapi.json, problems.json, the tables of docs/ and the sample events of test/events/.',
      ko: '모듈 목록, kit/api.md, openapi.json, problems.json, docs/의 표, test/events/의 예시 이벤트를 다시 만듭니다.',
    },
  })
  for (const path of write([...lists(), await apiReport()])) console.log(`wrote ${path}`)
  for (const next of ['event-types.ts', 'documents.ts']) {
    const program = fileURLToPath(new URL(next, import.meta.url))
    const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: 'inherit',
    })
    process.exitCode ||= status ?? 1
  }
})
