// `npm run migrate`: rewrites stored items of earlier versions.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
// Loads every item type, with its versions.
import '#functions/rulebook.ts'
import { migrate } from '#infra/export/migrate.ts'
import { tableOf } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { hasVersions } from '#kernel/data/versions.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run migrate [-- --checkpoint <file>]',
  text: `Rewrites stored items of earlier versions, while the API runs. Functions that read the new version must be deployed first.

  --checkpoint <file>  save the progress there, and go on from it if an earlier run was interrupted

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
  options: { checkpoint: { type: 'string' } },
} as const

await runScript(async () => {
  const { checkpoint: file } = argumentsOf(usage).flags
  if (!hasVersions())
    return void process.stdout.write('No item type has a second version, so there is nothing to do.\n')
  const { client, tableName } = tableOf(process.env)
  const { read, rewritten } = await migrate({
    client,
    tableName,
    after: file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    onPage: (after) => {
      if (file !== undefined && after) writeFileSync(file, JSON.stringify(after), { mode: 0o600 })
    },
  })
  client.destroy()
  if (file !== undefined) rmSync(file, { force: true })
  process.stdout.write(`${read} items read, ${rewritten} rewritten.\n`)
})
