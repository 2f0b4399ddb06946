// `npm run migrate`: rewrites stored items of earlier versions.

// Loads every item type, with its versions.
import '#functions/rulebook.ts'
import { migrate } from '#infra/export/migrate.ts'
import { progressIn } from '#infra/export/progress.ts'
import { tableOf } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import type { Position } from '#kernel/data/audit-source.ts'
import { hasVersions } from '#kernel/data/versions.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run migrate [-- --checkpoint <file>]',
  text: {
    en: `Rewrites stored items of earlier versions, while the API runs. Functions that read the new version must be deployed first.

  --checkpoint <file>  save the progress there, and go on from it if an earlier run was interrupted

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
    ko: `API가 실행되는 동안 이전 버전으로 저장된 항목을 새로 씁니다. 새 버전을 읽는 함수를 먼저 배포해야 합니다.

  --checkpoint <file>  진행 상황을 파일에 저장하고, 이전 실행이 중단되었으면 이어서 합니다

테이블은 DYNAMODB_ENDPOINT와 TABLE_NAME으로 정하거나, DATA_DIR(기본값 .data)에서 실행 중인 인스턴스의 것을 씁니다.`,
  },
  options: { checkpoint: { type: 'string' } },
} as const

await runScript(async () => {
  const { checkpoint: file } = argumentsOf(usage).flags
  if (!hasVersions())
    return void process.stdout.write('No item type has a second version, so there is nothing to do.\n')
  const { client, tableName } = tableOf(process.env)
  const progress = file === undefined ? undefined : progressIn<Position>(file, tableName, (state) => 'pk' in state)
  const { read, rewritten } = await migrate({
    client,
    tableName,
    after: progress?.read(),
    onPage: (after) => after && progress?.save(after),
  })
  client.destroy()
  progress?.forget()
  process.stdout.write(`${read} items read, ${rewritten} rewritten.\n`)
})
