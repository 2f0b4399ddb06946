// A table written by an earlier edition satisfies the invariants of this one, and reads the same.

import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, inject, test } from 'vitest'
import { type Server, startServer } from './server.ts'
import { type Asked, asks, clientAt, load, stored, storedItems } from './stored.ts'

test('what was stored breaks no rule, and is answered as it was', async () => {
  const endpoint = inject('endpoint')
  const tableName = `recorded-${randomUUID()}`
  const env = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName }
  const { files, passwords, replies } = stored()
  const prepare = (folder: string): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  const client = clientAt(endpoint)
  // The first instance creates the table and stops before its jobs can run on half of the data.
  await (await startServer({ env, prepare })).stop()
  const items = storedItems()
  await load(client, tableName, items)
  const server = await startServer({ env, prepare })
  try {
    const tokens = new Map<string, string>()
    for (const [username, password] of Object.entries(passwords)) {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ username, password })
      const answer = await fetch(`${server.url}/auth/tokens`, { method: 'POST', headers, body })
      expect(answer.status, username).toBe(200)
      tokens.set(username, ((await answer.json()) as { accessToken: string }).accessToken)
    }
    const now: Asked[] = []
    for (const { as, target } of replies)
      now.push(await asks(server, { name: as, token: tokens.get(as) ?? '' }, target))
    const changed = now.flatMap((one, at) => (same(one, replies[at]) ? [] : [at]))
    expect(changed.map((at) => now[at])).toEqual(changed.map((at) => replies[at]))
    expect(await violationsIn(server)).toEqual([])
  } finally {
    await server.stop()
    await client.send(new DeleteTableCommand({ TableName: tableName }))
    client.destroy()
  }
})

/** Expired holds are released within moments of the start, and are violations until then. */
const violationsIn = async (server: Server): Promise<unknown> => {
  for (let tries = 1; ; tries += 1) {
    const found = await server.script('audit', '--json').then(violationsOf, violationsOf)
    if (found.length === 0 || tries === 15) return found
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

const violationsOf = (said: string | Error): unknown[] => {
  if (typeof said === 'string') return JSON.parse(said).violations
  const text = said.message
  if (!text.includes('{')) throw said
  return JSON.parse(text.slice(text.indexOf('{'))).violations
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([first], [second]) => (first < second ? -1 : 1)))
      : one,
  )
