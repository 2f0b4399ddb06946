// `npm run sandbox`: runs the payment sandbox and prints the environment variables that an instance needs.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isLoopback } from '#infra/local/origin.ts'
import { restrictFolder, restrictNewFiles } from '#infra/local/private.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { startSandbox } from '#infra/sandbox/server.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run sandbox [-- --memory]',
  text: {
    en: `Runs a sandbox of both payment gateways on this machine, for an instance elsewhere.

--memory  store nothing

It listens on HOST and SANDBOX_PORT (default 127.0.0.1 and 3001) and stores its payments in DATA_DIR (default .data).
It sends webhooks of Toss payments to TOSS_WEBHOOK_URL.`,
    ko: `다른 곳에 있는 인스턴스를 위해 두 결제사의 샌드박스를 이 컴퓨터에서 실행합니다.

--memory  아무것도 저장하지 않습니다

HOST와 SANDBOX_PORT(기본값 127.0.0.1과 3001)에서 요청을 받고, 결제를 DATA_DIR(기본값 .data)에 저장합니다.
토스 결제의 웹훅은 TOSS_WEBHOOK_URL로 보냅니다.`,
  },
  options: { memory: { type: 'boolean' } },
} as const

await runScript(async () => {
  const { memory } = argumentsOf(usage).flags
  const { SANDBOX_PORT, HOST, DATA_DIR, TOSS_WEBHOOK_URL } = process.env
  const port = Number(SANDBOX_PORT || 3001)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Refusal(`SANDBOX_PORT is "${SANDBOX_PORT}". Set it to a number from 1 to 65535.`)
  const folder = DATA_DIR || '.data'
  restrictNewFiles()
  if (!memory) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    restrictFolder(folder)
  }
  const sandbox = await startSandbox({
    host: HOST || '127.0.0.1',
    port,
    dataFile: memory ? undefined : join(folder, 'sandbox.jsonl'),
    webhookUrl: TOSS_WEBHOOK_URL || undefined,
  })
  if (HOST && !isLoopback(HOST))
    console.warn(
      `holdfast: HOST is ${HOST}, so other machines can reach the sandbox. Unset HOST to allow only this machine.`,
    )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sandbox.stop())
  process.stdout.write(`The payment sandbox is ready at ${sandbox.url}. Start an instance with these variables to pay through it:
KAKAOPAY_BASE_URL=${sandbox.url} KAKAOPAY_SECRET_KEY=sandbox KAKAOPAY_CID=TC0ONETIME
TOSS_BASE_URL=${sandbox.url} TOSS_SECRET_KEY=sandbox
`)
})
