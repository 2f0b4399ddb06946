import '#test/explore/stand-ins.ts'
import { setEnvironment } from '#test/support/process.ts'

setEnvironment('http://127.0.0.1:1', 'http://127.0.0.1:1')
const { Explorer } = await import('#test/explore/explore.ts')
const { scenarios } = await import('#test/explore/scenarios.ts')
const { report } = await import('#test/explore/report.ts')
const { Stage } = await import('#test/explore/stage.ts')
const [name = '', only = '', faults = ''] = process.argv.slice(2)
for (const scenario of scenarios) {
  if (!scenario.name.startsWith(name)) continue
  const stage = await Stage.open()
  const explorer = await Explorer.of(stage, scenario)
  const total = { pairs: 0, histories: 0, repeated: 0, faults: 0, cut: 0, findings: 0, max: 0, which: '' }
  const began = performance.now()
  for (const pair of explorer.pairs) {
    if (!`${pair.first} / ${pair.second} / ${pair.keys}`.startsWith(only)) continue
    const { findings, ...rest } = await explorer.walk(pair, { faults: faults !== '', most: 2000, findings: 1 })
    total.pairs++
    total.histories += rest.histories
    total.repeated += rest.repeated
    total.faults += rest.faults
    total.cut += findings.length ? 0 : rest.cut
    total.findings += findings.length
    if (rest.histories > total.max) {
      total.max = rest.histories
      total.which = `${pair.first}|${pair.second} ${pair.keys}`
    }
    if (findings.length) console.log(report(findings))
  }
  console.log(
    scenario.name,
    JSON.stringify(total),
    explorer.runs,
    'runs',
    ((performance.now() - began) / explorer.runs).toFixed(2),
    'ms each',
  )
  stage.close()
}
