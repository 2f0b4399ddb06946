// The program behind `npm run sandbox`: gateways on this machine to pay through, and what an instance must know of them.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isLoopback } from './local/origin.ts'
import { restrictFolder, restrictNewFiles } from './local/private.ts'
import { Refusal } from './local/refusal.ts'
import { saying } from './local/saying.ts'
import { startSandbox } from './sandbox/server.ts'

await saying(async () => {
  const flags = process.argv.slice(2)
  if (flags.some((flag) => flag !== '--memory')) throw new Refusal('usage: npm run sandbox [-- --memory]')
  const { SANDBOX_PORT, HOST, DATA_DIR, TOSS_WEBHOOK_URL } = process.env
  const port = Number(SANDBOX_PORT || 3001)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Refusal(`SANDBOX_PORT is "${SANDBOX_PORT}"; set it to a number from 1 to 65535`)
  const folder = DATA_DIR || '.data'
  restrictNewFiles()
  if (flags.length === 0) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    restrictFolder(folder)
  }
  const sandbox = await startSandbox({
    host: HOST || '127.0.0.1',
    port,
    dataFile: flags.length === 0 ? join(folder, 'sandbox.jsonl') : undefined,
    webhookUrl: TOSS_WEBHOOK_URL || undefined,
  })
  if (HOST && !isLoopback(HOST))
    console.warn(
      `holdfast: HOST is ${HOST}, so other machines can reach the sandbox. Leave HOST unset to prevent that.`,
    )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sandbox.stop())
  process.stdout.write(`The payment sandbox is ready at ${sandbox.url}. An instance pays through it with:
KAKAOPAY_BASE_URL=${sandbox.url} KAKAOPAY_SECRET_KEY=sandbox KAKAOPAY_CID=TC0ONETIME
TOSS_BASE_URL=${sandbox.url} TOSS_SECRET_KEY=sandbox
`)
})
