// `npm run audit`: checks every invariant against the whole table and exits with 1 if one is broken.

import { invariants } from '#functions/rulebook.ts'
import { tableOf } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { audit, type Report } from '#kernel/data/audit.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run audit [-- --json]',
  text: `Checks every invariant against the whole table. The exit code is 1 if an invariant is broken.

  --json  print the report as JSON

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
  options: { json: { type: 'boolean' } },
} as const

const PROGRESS_EVERY = 10_000

const printed = ({ itemCount, violations, unsettled, startedAt, finishedAt }: Report): string => {
  const rows = invariants.map(({ module, name, says }) => {
    const broken = violations.filter((violation) => violation.module === module && violation.rule === name)
    const mark = broken.length === 0 ? 'holds' : `BROKEN ${broken.length}x`
    return [
      `${mark.padEnd(12)}${`${module}.${name}`.padEnd(30)}${says}`,
      ...broken.slice(0, 10).map(({ where }) => `            at ${where}`),
    ].join('\n')
  })
  const took = ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)
  const moving =
    unsettled > 0 ? `; ${unsettled} findings not confirmed, because the data kept changing. Run the audit again.` : ''
  return `${rows.join('\n')}\n\n${itemCount} items in ${took} s: ${violations.length} violations${moving}\n`
}

await runScript(async () => {
  const { json } = argumentsOf(usage).flags
  const { client, tableName } = tableOf(process.env)
  let reported = 0
  const report = await audit({
    client,
    tableName,
    invariants,
    clock: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onProgress: (itemCount) => {
      if (itemCount - reported < PROGRESS_EVERY) return
      reported = itemCount
      process.stderr.write(`${itemCount} items read\n`)
    },
  })
  client.destroy()
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printed(report))
  if (report.violations.length > 0) process.exitCode = 1
})
