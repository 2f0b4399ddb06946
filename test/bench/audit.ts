// `npm run bench:audit -- <items>`: time and memory of the audit of a large table.

import { argumentsOf } from '#infra/cli/usage.ts'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { setEnvironment } from '#test/support/process.ts'

const usage = {
  line: 'npm run bench:audit [-- <items>]',
  text: {
    en: 'Measures the audit of a table with so many items (default 1000000) on the embedded engine, whole, killed and resumed, and of an export.',
    ko: '내장 엔진에서 항목이 이만큼 있는(기본값 1000000) 테이블의 감사를 한 번에, 중단 후 이어서, 내보낸 데이터로 측정합니다.',
  },
  fits: ([items, ...more]: readonly string[]) => more.length === 0 && /^\d+$/.test(items ?? '1'),
}

await runScript(async () => {
  const [items = '1000000'] = argumentsOf(usage).words
  useLocalEngine()
  // Only a world in memory is made, so no address is called.
  setEnvironment('http://127.0.0.1:1', 'http://127.0.0.1:1')
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT'
  const { measureAudit } = await import('./audit-scale.ts')
  const { whole, resumed, exported, planted } = await measureAudit(Number(items), (line) => console.log(line))
  const verdicts = [whole, resumed, exported].map(({ findings }) => findings.join('\n'))
  if (new Set(verdicts).size > 1) throw new Refusal('The three audits differ in their verdicts.')
  const missed = planted.filter((rule) => !whole.findings.some((finding) => finding.startsWith(`${rule} `)))
  if (missed.length > 0) throw new Refusal(`Planted faults were not found: ${missed.join(', ')}.`)
  console.log(`The three verdicts are equal, with ${whole.findings.length} findings of ${planted.length} faults.`)
})
