// `npm run audit`: checks every invariant against the whole table and exits with 1 if one is broken.

import { invariants } from '#functions/rulebook.ts'
import { isKnown } from '#functions/spaces.ts'
import { openExport } from '#infra/export/export.ts'
import { exportSource } from '#infra/export/export-source.ts'
import { progressIn } from '#infra/export/progress.ts'
import { filesAt } from '#infra/export/s3.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { storeClock } from '#kernel/commit/store-clock.ts'
import { auditFrom, type Checkpoint, edition, type Report, type Resumable } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run audit [-- --json --segments <number> --checkpoint <file> | --export <folder or s3 address>]',
  text: `Checks every invariant against the whole table. The exit code is 1 if an invariant is broken.

  --json               print the report as JSON
  --segments <number>  read so many parts of the table at a time (default 8 of a table in DynamoDB, else 1)
  --checkpoint <file>  save the progress there, and go on from it if an earlier audit was interrupted
  --export <place>     audit an export of DynamoDB or a dump, in a folder or at s3://bucket/prefix

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
  options: {
    json: { type: 'boolean' },
    segments: { type: 'string' },
    checkpoint: { type: 'string' },
    export: { type: 'string' },
  },
} as const

const PROGRESS_EVERY = 10_000
const SAVES_EVERY_MS = 1000

const printed = ({ itemCount, violations, unsettled }: Report, tookMs: number): string => {
  const rows = [...invariants, { ...edition, name: edition.rule }].map(({ module, name, says }) => {
    const broken = violations.filter((violation) => violation.module === module && violation.rule === name)
    const mark = broken.length === 0 ? 'holds' : `BROKEN ${broken.length}x`
    return [
      `${mark.padEnd(12)}${`${module}.${name}`.padEnd(30)}${says}`,
      ...broken.slice(0, 10).map(({ where }) => `            at ${where}`),
    ].join('\n')
  })
  const moving =
    unsettled > 0 ? `; ${unsettled} findings not confirmed, because the data kept changing. Run the audit again.` : ''
  return `${rows.join('\n')}\n\n${itemCount} items in ${(tookMs / 1000).toFixed(1)} s: ${violations.length} violations${moving}\n`
}

/** The options that both sources share. */
const common = (): Pick<Resumable, 'invariants' | 'isKnown' | 'pause' | 'onProgress'> => {
  let reported = 0
  return {
    invariants,
    isKnown,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onProgress: (itemCount) => {
      if (itemCount - reported < PROGRESS_EVERY) return
      reported = itemCount
      process.stderr.write(`${itemCount} items read\n`)
    },
  }
}

const ofExport = async (place: string): Promise<Report> => {
  const exported = await openExport(filesAt(place))
  const source = await exportSource(exported)
  try {
    // Rules about time are judged as of the moment of the export.
    return ended(await auditFrom({ ...common(), source, clock: () => Date.parse(exported.at), pause: async () => {} }))
  } finally {
    await source.close()
  }
}

const ofTable = async (segments: number, file: string | undefined): Promise<Report> => {
  const { client, tableName } = tableOf(process.env)
  const progress =
    file === undefined ? undefined : progressIn<Checkpoint>(file, tableName, (state) => 'segments' in state)
  let saved = performance.now()
  const report = await auditFrom({
    ...common(),
    source: tableSource({ client, tableName, segments }),
    clock: storeClock.time,
    from: progress?.read(),
    checkpoint: async (checkpoint) => {
      if (performance.now() - saved < SAVES_EVERY_MS) return
      saved = performance.now()
      progress?.save(checkpoint())
    },
  })
  client.destroy()
  progress?.forget()
  return ended(report)
}

const ended = (result: Report | Checkpoint): Report => {
  if ('finishedAt' in result) return result
  throw new Error('An audit without a limit stopped.')
}

/** Engines other than DynamoDB read a part of a table by filtering the whole. */
const usualSegments = (): string => (process.env['TABLE_NAME'] && !process.env['DYNAMODB_ENDPOINT'] ? '8' : '1')

const segmentsIn = (text = usualSegments()): number => {
  const segments = Number(text)
  if (Number.isInteger(segments) && segments >= 1 && segments <= 1000) return segments
  throw new Refusal(`--segments is "${text}". Give a number from 1 to 1000.`)
}

await runScript(async () => {
  const { json, segments, checkpoint, export: place } = argumentsOf(usage).flags
  if (place !== undefined && (checkpoint !== undefined || segments !== undefined))
    throw new Refusal('--export reads an export from the beginning. Leave out --checkpoint and --segments.')
  const began = performance.now()
  const report = place === undefined ? await ofTable(segmentsIn(segments), checkpoint) : await ofExport(place)
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printed(report, performance.now() - began))
  if (report.violations.length > 0) process.exitCode = 1
})
