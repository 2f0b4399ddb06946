// `npm run restore -- <new table>`: restores a table under a new name, audits it, and lists what to repair.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { invariants } from '#functions/rulebook.ts'
import { isKnown } from '#functions/spaces.ts'
import { quoted } from '#infra/deploy/command.ts'
import { equip } from '#infra/export/equip.ts'
import { openExport } from '#infra/export/export.ts'
import { repairsOf } from '#infra/export/repairs.ts'
import { load, recover, refuseExisting } from '#infra/export/restore.ts'
import { filesAt } from '#infra/export/s3.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { audit } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run restore -- <new table> [--at <time> | --from <folder or s3 address>]',
  text: {
    en: `Restores a table under a new name, audits it, and lists what to repair in <new table>.repairs.json.

  --at <time>     a moment in ISO 8601; by default the latest moment that DynamoDB can restore
  --from <place>  an export or a dump instead of point-in-time recovery

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).
The exit code is 1 if an invariant is broken.`,
    ko: `테이블을 새 이름으로 복원하고 감사한 뒤, 고칠 것을 <new table>.repairs.json에 적습니다.

  --at <time>     ISO 8601 시각. 기본값은 DynamoDB가 복원할 수 있는 가장 최근 시각입니다
  --from <place>  시점 복구 대신 내보낸 데이터나 덤프를 씁니다

테이블은 DYNAMODB_ENDPOINT와 TABLE_NAME으로 정하거나, DATA_DIR(기본값 .data)에서 실행 중인 인스턴스의 것을 씁니다.
불변조건이 깨졌으면 종료 코드는 1입니다.`,
  },
  options: { at: { type: 'string' }, from: { type: 'string' } },
  fits: (words: readonly string[]) => words.length === 1,
} as const

await runScript(async () => {
  const { flags, words } = argumentsOf(usage)
  const [target = ''] = words
  const { at, from } = flags
  if (at !== undefined && from !== undefined) throw new Refusal('--at and --from exclude each other. Give one.')
  if (at !== undefined && Number.isNaN(Date.parse(at)))
    throw new Refusal(`--at is "${at}". Give a moment such as 2026-11-26T09:00:00Z.`)
  const isOfInstance = !process.env['DYNAMODB_ENDPOINT']
  const { client, tableName, endpoint } = tableOf(process.env)
  await refuseExisting(client, target)
  let moment = at ?? new Date().toISOString()
  let loaded: number | undefined
  if (from === undefined) {
    if (endpoint !== undefined)
      throw new Refusal('Only DynamoDB itself has point-in-time recovery. Restore a dump with --from <folder>.')
    process.stdout.write(`Restoring ${tableName} to ${target}. This takes 20 minutes or more.\n`)
    await recover(client, { source: tableName, target, at })
  } else {
    const exported = await openExport(filesAt(from))
    moment = exported.at
    loaded = await load(client, target, exported)
    process.stdout.write(`${loaded} items of ${from} are in ${target}.\n`)
  }
  const unknown = await equip(client, target)
  if (unknown.length > 0) process.stdout.write(`The engine does not know: ${unknown.join(', ')}.\n`)
  const source = tableSource({ client, tableName: target })
  const clock = () => Date.parse(moment)
  const pause = async () => {}
  // No writer is on the new table. Rules about time are judged as of the restored moment.
  const { itemCount, violations } = await audit({
    ...{ client, tableName: target, invariants, isKnown, clock, pause },
  })
  const repairs = await repairsOf(source, violations)
  client.destroy()
  if (loaded !== undefined && itemCount < loaded)
    throw new Refusal(
      `${target} has ${itemCount} items of ${loaded}: the export has some twice. Do not use this table; restore a whole copy under another name.`,
    )
  const file = `${target}.repairs.json`
  if (repairs.length > 0) writeFileSync(file, `${JSON.stringify(repairs, null, 2)}\n`, { mode: 0o600 })
  for (const [invariant, all] of Map.groupBy(repairs, (repair) => repair.invariant))
    process.stdout.write(`${invariant}: ${all.length} places\n`)
  const place = `${endpoint === undefined ? '' : `DYNAMODB_ENDPOINT=${endpoint} `}TABLE_NAME=${target}`
  const use =
    endpoint === undefined
      ? `switch with "npm run deploy -- -c tableName=${target}", with every other -c of the stage`
      : `serve it with "${isOfInstance ? beside(target) : ''}${place} npm start"`
  process.stdout.write(
    repairs.length === 0
      ? `${itemCount} items, 0 violations: ${use}.\n`
      : `${itemCount} items, ${repairs.length} violations. Repair them by ${file}, which has data of users, run "${place} npm run audit", then ${use}.\n`,
  )
  if (repairs.length > 0) process.exitCode = 1
})

/**
 * The engine of an instance ends with it, and its folder is in use. So another instance runs beside it, in a folder of its own with the
 * same keys: apps, webhooks and calendars rest on them.
 */
function beside(target: string): string {
  const dataDir = (process.env['DATA_DIR'] || '.data').replace(/\/+$/, '')
  const [folder, keys] = [quoted(`${dataDir}-${target}`), quoted(join(dataDir, 'keys.json'))]
  return `mkdir -m 700 ${folder} && cp ${keys} ${folder} && DATA_DIR=${folder} PORT=0 `
}
