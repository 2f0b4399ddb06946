// The sessions of README.md and docs/session.md, run as printed.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { start } from '#test/infra/instance.ts'
import { textOf } from '#test/support/sources.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The part of a document under a heading. */
const section = (document: string, heading: string): string => {
  const [, part = ''] = textOf(document).split(`\n## ${heading}\n`)
  return part.split('\n## ')[0] ?? ''
}

const blocksOf = (session: string): string[] =>
  [...session.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)

/**
 * Names, times and durations that differ between runs. The number of items that an audit counts depends on how far the jobs
 * are, so a page leaves it out: a number there fails.
 */
const DIFFERS =
  /\b[a-z]+_[0-9a-z]{26}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|[\w-]{43}(?=")|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\bT[0-9a-f]{19,20}\b|[\d.]+(?= s:)|127\.0\.0\.1:\d+|(?<=Date: ).*/g

/** The lines of the printed outputs that the output lacks. `...` stands for any text. */
const missingIn = (out: string, session: string): string[] => {
  const printed = [...session.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, block = '']) =>
    kind === 'sh' ? [] : block.split('\n'),
  )
  const lines = printed.map((line) => line.trim()).filter((line) => line !== '' && line !== '...')
  const pattern = (line: string): RegExp =>
    new RegExp(
      line
        .replace(DIFFERS, '...')
        .split(/ ?\.\.\. ?/)
        .map((part) => part.replace(/[$(){}.*+?^|[\]\\]/g, '\\$&').replace(/ +/g, '\\s+'))
        .join('.*'),
    )
  return lines.filter((line) => !pattern(line).test(out))
}

/** @returns the output of all blocks of a shell session, on a new instance */
const run = async (blocks: readonly string[]): Promise<string> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-session-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const { url } = await start(dataDir, '--memory')
  // Through a pipe, as in a terminal: /dev/stderr cannot be opened if it is a socket, which Node passes on.
  const script = `{\n${blocks.join('\n').replaceAll('http://127.0.0.1:3000', url)}\n} 2>&1 | cat`
  const shell = spawn('bash', ['-c', script], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, TABLE_NAME: '', DYNAMODB_ENDPOINT: '', TMPDIR: dataDir },
  })
  return text(shell.stdout)
}

test('every block of docs/session.md answers as it says', async () => {
  const blocks = blocksOf(textOf('docs/session.md'))
  expect(blocks.length).toBeGreaterThan(5)
  const out = await run(blocks)
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
  expect(missingIn(out, textOf('docs/session.md'))).toEqual([])
})

test('every block of README.md answers as it says', async () => {
  const blocks = blocksOf(section('README.md', 'A session'))
  expect(blocks).toHaveLength(5)
  const out = await run(blocks)
  expect(out).toContain('"username":"lee"')
  expect(out.match(/^HTTP\/1\.1 201 Created/gm)).toHaveLength(2)
  expect(out.match(/^idempotency-replayed: true/gm)).toHaveLength(1)
  expect(new Set(out.match(/"seq":1,"type":"DEPOSIT","amount":50000,"balance":50000/g)).size).toBe(1)
  expect(out).toContain('"code":"insufficient-balance","available":50000')
  expect(out).toMatch(/18 HTTP\/1\.1 201 Created\s+1 HTTP\/1\.1 409 Conflict/)
  expect(out).toMatch(/\d+ items in [\d.]+ s: 0 violations/)
  expect(missingIn(out, section('README.md', 'A session'))).toEqual([])
})
