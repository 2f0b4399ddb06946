// `npm run bench`: the cost of each endpoint, and the rate of deposits compared with the bare SDK.

import { argumentsOf } from '#infra/cli/usage.ts'
import { startEngine } from '#infra/local/engine.ts'
import { runScript } from '#infra/local/run-script.ts'
import { startSandbox } from '#infra/sandbox/server.ts'
import { setEnvironment } from '#test/support/process.ts'
import type { Row } from './costs.ts'

const cell = (text: string | number, width: number): string => String(text).padStart(width)
const line = ({ name, budget, success, refusal }: Row): string =>
  [
    name.padEnd(28),
    cell(success.trips, 5) + cell(`/${budget.trips}`, 4),
    cell(success.read, 6) + cell(`/${budget.read}`, 4),
    cell(success.write, 6) + cell(`/${budget.write}`, 4),
    refusal
      ? `   ${(refusal.code ?? '').padEnd(22)}${cell(refusal.trips, 3)}${cell(refusal.read, 4)}${cell(refusal.write, 4)}`
      : '',
  ].join(' ')

const usage = {
  line: 'npm run bench',
  text: {
    en: 'Measures what each endpoint costs against its budget, and deposits a second beside the bare SDK.',
    ko: '엔드포인트마다 드는 비용을 예산과 비교하고, 초당 입금 수를 SDK만 쓸 때와 비교합니다.',
  },
}

await runScript(async () => {
  argumentsOf(usage)
  const engine = await startEngine()
  const sandbox = await startSandbox({ port: 0 })
  setEnvironment(engine.endpoint, sandbox.url)
  // Handlers read the environment when they are loaded, so they are loaded now.
  const { makeWorld } = await import('#test/support/people.ts')
  const { costs } = await import('./costs.ts')
  const { throughput } = await import('./throughput.ts')
  const rows = await costs(await makeWorld(engine.endpoint))
  console.log('endpoint: measured/budget       trips       read      write    refusal              trips read write')
  console.log(rows.map(line).join('\n'))
  const over = rows.filter(({ budget, success }) =>
    (['trips', 'read', 'write'] as const).some((unit) => success[unit] > budget[unit]),
  )

  const { raw, http, many, one, rounds, claims } = await throughput(engine.endpoint)
  console.log(
    `\ndeposits a second, ${rounds} rounds in turn, median: ${http} over HTTP, ${raw} by the bare SDK: ${(http / raw).toFixed(2)} of it`,
  )
  console.log(
    `deposits a second by 64 clients, ${rounds} rounds in turn, median: ${many} to an account each, ${one} to one account: ${(one / many).toFixed(2)} of it`,
  )
  console.log(`1,000 claims at once for 1,000 coupons: ${JSON.stringify(claims.answers)} in ${claims.ms} ms`)
  await sandbox.stop()
  await engine.stop()
  if (over.length > 0) {
    console.error(`over budget: ${over.map(({ name }) => name).join(', ')}`)
    process.exitCode = 1
  }
})
