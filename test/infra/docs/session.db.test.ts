// The README's session, run as it is printed.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { start } from '#test/infra/instance.ts'

const root = new URL('../../../', import.meta.url)

test('every block of the session answers as it says', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-session-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const { url } = await start(dataDir, '--memory')
  const readme = readFileSync(new URL('README.md', root), 'utf8')
  const session = readme.slice(readme.indexOf('## A session'), readme.indexOf('## Three ideas'))
  const blocks = [...session.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block)
  expect(blocks.length).toBeGreaterThan(5)
  // Through a pipe, as in a terminal: /dev/stderr cannot be opened where it is a socket, which is what Node hands on.
  const script = `{\n${blocks.join('\n').replaceAll('http://127.0.0.1:3000', url)}\n} 2>&1 | cat`
  const shell = spawn('bash', ['-c', script], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, TABLE_NAME: '', DYNAMODB_ENDPOINT: '', TMPDIR: dataDir },
  })
  const out = await text(shell.stdout)
  expect(out).toContain('"username":"kim"')
  expect(out.match(/idempotency-replayed: true/g)).toHaveLength(1)
  expect(out).toContain('"code":"insufficient-balance","available":50000')
  expect(out).toMatch(/18 HTTP\/1\.1 201 Created\s+1 HTTP\/1\.1 409 Conflict/)
  expect(out).toContain('"code":"match-full"')
  expect(out).toMatch(/"status":"READY",.*"payAmount":10000,"refundedAmount":0,/)
  expect(out).toMatch(/"status":"PAYING","redirectUrl":"http:\/\/127\.0\.0\.1:\d+\/pay\/\w+"/)
  expect(out).toMatch(/"billingId":"billing_\w+","status":"SUCCESS"\}/)
  expect(out).toMatch(/"status":"CANCELLED",.*"refundedAmount":11000,/)
  expect(out).toMatch(/holds +wallet\.available[\s\S]* 0 violations/)
})
