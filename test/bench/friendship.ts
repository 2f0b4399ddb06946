// `npm run bench:friendship`: one record per pair against two mirrored edges, in items, units and round trips.

import { argumentsOf } from '#infra/cli/usage.ts'
import { startEngine } from '#infra/local/engine.ts'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { runScript } from '#infra/local/run-script.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { twoEdges } from './friendship/edges.ts'
import { refusal, type Shown, shown } from './friendship/late.ts'
import { measure, type Row } from './friendship/measure.ts'
import { oneRecord } from './friendship/record.ts'
import type { Cost } from './friendship/table.ts'

const SIZES = [10, 1000, 10_000]
const models = [oneRecord, twoEdges]

const cells = (cost: Cost): string =>
  [
    [`${cost.found}+${cost.written}`, 9],
    [cost.read, 7],
    [cost.write, 6],
    [cost.index ? `(${cost.index})` : '', 4],
    [cost.trips, 6],
  ]
    .map(([value, width]) => String(value).padStart(width as number))
    .join('')

/** The sizes at which an operation costs the same are one line. */
const costLines = (rows: readonly Row[]): string[] => {
  const lines = new Map<string, number[]>()
  for (const { operation } of rows.filter(({ friends, model }) => friends === SIZES[0] && model === oneRecord.name))
    for (const size of SIZES) {
      const same = rows.filter((row) => row.operation === operation && row.friends === size)
      const text = `${operation.padEnd(19)}|${same.map(({ cost }) => cells(cost)).join('  ')}`
      lines.set(text, [...(lines.get(text) ?? []), size])
    }
  return [...lines].map(([text, sizes]) => {
    const [operation, rest] = text.split('|')
    const at = sizes.length === SIZES.length ? 'any' : sizes.length > 1 ? `${sizes[0]}+` : `${sizes[0]}`
    return `${operation}${at.padStart(6)}${rest}`
  })
}

/** The writes after which a read shows the same are one line. */
const shownLines = (found: readonly Shown[]): string[] =>
  [...Map.groupBy(found, ({ read }) => read)].flatMap(([read, shows]) => {
    const writes = [...Map.groupBy(shows, ({ write }) => write)].map(([write, each]) => {
      const cells = models.map(({ name }) =>
        [true, false]
          .map((lower) => each.find((one) => one.model === name && one.lower === lower)?.right)
          .map((right) => (right ? 'right' : 'LATE').padStart(8))
          .join(''),
      )
      return { write, cells: cells.join('    ') }
    })
    const alike = [...Map.groupBy(writes, ({ cells }) => cells)]
    return alike.map(([cells, each]) => {
      const after = alike.length === 1 ? 'any write' : each.map(({ write }) => write).join(', ')
      return `${read.padEnd(16)}${after.padEnd(24)}${cells}`
    })
  })

const began = performance.now()
const usage = {
  line: 'npm run bench:friendship [-- --json]',
  text: {
    en: `Compares one record a pair of friends with two mirrored edges, in items, units and round trips.

  --json  print the figures as JSON`,
    ko: `친구 한 쌍을 한 항목에 저장할 때와 두 항목에 저장할 때의 항목 수, 유닛, 왕복 횟수를 비교합니다.

  --json  결과를 JSON으로 출력합니다`,
  },
  options: { json: { type: 'boolean' } },
} as const

await runScript(async () => {
  const { flags } = argumentsOf(usage)
  const engine = await startEngine()
  try {
    useLocalEngine()
    const client = documentClient(engine.endpoint)
    const rows: Row[] = []
    for (const size of SIZES) for (const model of models) rows.push(...(await measure(client, model, size)))
    const found = (await Promise.all(models.map((model) => shown(client, model)))).flat()
    const refused = await refusal(client, oneRecord)
    if (flags.json) console.log(JSON.stringify({ costs: rows, behind: found, refused }))
    else {
      const heads = models.map(({ name }) => name.padStart(20).padEnd(32)).join('  ')
      const units = 'items   read write (ix) trips'.padStart(32)
      console.log(`${''.padEnd(25)}${heads}`.trimEnd())
      console.log(`${'operation'.padEnd(18)}friends${units}  ${units}`)
      console.log(costLines(rows).join('\n'))
      console.log(
        "\nRight after the write, by the friend's id, with indexes one write behind (emulated: the engine's never are)",
      )
      console.log(`${''.padEnd(40)}${models.map(() => '   lower  higher').join('    ')}`)
      console.log(shownLines(found).join('\n'))
      console.log(`\nA consistent read of an index: ${refused}`)
      console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
  } finally {
    await engine.stop()
  }
})
