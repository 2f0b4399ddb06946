// `npm run audit`: checks every invariant against the whole table and exits with 1 if one is broken.

import { invariants } from '#functions/rulebook.ts'
import { isKnown } from '#functions/spaces.ts'
import { korean } from '#infra/console/app/rules.ts'
import { openExport } from '#infra/export/export.ts'
import { exportSource } from '#infra/export/export-source.ts'
import { progressIn } from '#infra/export/progress.ts'
import { filesAt } from '#infra/export/s3.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { said, terminalLanguage } from '#infra/local/said.ts'
import { storeClock } from '#kernel/commit/store-clock.ts'
import { auditFrom, type Checkpoint, edition, type Report, type Resumable } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run audit [-- --json --segments <number> --checkpoint <file> | --export <folder or s3 address>]',
  text: {
    en: `Checks every invariant against the whole table. The exit code is 1 if an invariant is broken.

  --json               print the report as JSON
  --segments <number>  read so many parts of the table at a time (default 8 of a table in DynamoDB, else 1)
  --checkpoint <file>  save the progress there, and go on from it if an earlier audit was interrupted
  --export <place>     audit an export of DynamoDB or a dump, in a folder or at s3://bucket/prefix

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
    ko: `테이블 전체에서 모든 불변조건을 확인합니다. 불변조건이 깨졌으면 종료 코드는 1입니다.

  --json               보고서를 JSON으로 출력합니다
  --segments <number>  테이블의 몇 부분을 동시에 읽을지 정합니다(DynamoDB의 테이블은 8, 그 밖에는 1이 기본값)
  --checkpoint <file>  진행 상황을 파일에 저장하고, 이전 감사가 중단되었으면 이어서 합니다
  --export <place>     폴더나 s3://bucket/prefix에 있는 DynamoDB 내보내기 또는 덤프를 감사합니다

테이블은 DYNAMODB_ENDPOINT와 TABLE_NAME으로 정하거나, DATA_DIR(기본값 .data)에서 실행 중인 인스턴스의 것을 씁니다.`,
  },
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
  const language = terminalLanguage()
  const rows = [...invariants, { ...edition, name: edition.rule }].map(({ module, name, says }) => {
    const broken = violations.filter((violation) => violation.module === module && violation.rule === name)
    const [holds, breaks] = marks(broken.length)[language]
    const rule = `${module}.${name}`
    return [
      `${(broken.length === 0 ? holds : breaks).padEnd(12)}${rule.padEnd(30)}${language === 'ko' ? (korean[rule] ?? says) : says}`,
      ...broken.slice(0, 10).map(({ where }) => `            ${said({ en: 'at', ko: '위치:' })} ${where}`),
    ].join('\n')
  })
  const seconds = (tookMs / 1000).toFixed(1)
  const moving = {
    en: `; ${unsettled} findings not confirmed, because the data kept changing. Run the audit again.`,
    ko: `. 데이터가 계속 바뀌어 확인하지 못한 것이 ${unsettled}건 있습니다. 감사를 다시 실행해 주십시오.`,
  }
  const summary = {
    en: `${itemCount} items in ${seconds} s: ${violations.length} violations`,
    ko: `${seconds}초 동안 항목 ${itemCount}개 감사: 위반 ${violations.length}건`,
  }
  return `${rows.join('\n')}\n\n${said(summary)}${unsettled > 0 ? said(moving) : ''}\n`
}

const marks = (count: number) => ({ en: ['holds', `BROKEN ${count}x`], ko: ['지켜짐', `깨짐 ${count}건`] }) as const

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
      process.stderr.write(`${said({ en: `${itemCount} items read`, ko: `항목 ${itemCount}개를 읽음` })}\n`)
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
  throw new Refusal({
    en: `--segments is "${text}". Give a number from 1 to 1000.`,
    ko: `--segments의 값이 "${text}"입니다. 1에서 1000 사이의 숫자를 써 주십시오.`,
  })
}

await runScript(async () => {
  const { json, segments, checkpoint, export: place } = argumentsOf(usage).flags
  if (place !== undefined && (checkpoint !== undefined || segments !== undefined))
    throw new Refusal({
      en: '--export reads an export from the beginning. Leave out --checkpoint and --segments.',
      ko: '--export는 내보낸 데이터를 처음부터 읽습니다. --checkpoint와 --segments를 빼 주십시오.',
    })
  const began = performance.now()
  const report = place === undefined ? await ofTable(segmentsIn(segments), checkpoint) : await ofExport(place)
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printed(report, performance.now() - began))
  if (report.violations.length > 0) process.exitCode = 1
})
