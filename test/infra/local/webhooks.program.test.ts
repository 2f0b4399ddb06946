// An instance on one machine: what happens reaches notifications and webhooks without a stream.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { script, start } from '#test/infra/instance.ts'
import { hookOf } from '#test/support/hooks.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, registration } from '#test/support/people.ts'

const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (let turn = 0; turn < 600; turn += 1) {
    const found = await ask()
    if (found !== undefined) return found
    await pause(100)
  }
  throw new Error('it does not happen')
}

test('a deposit is a notification and a signed message, within moments', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-webhooks-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { url } = await start(dataDir)
  const anonymous = clients(url, fetch)
  const body = registration('listener')
  ok(await anonymous.users.register({ body }))
  await script('operator', { DATA_DIR: dataDir }, body.username)
  const { accessToken } = ok(
    await anonymous.users.createTokens({ body: { username: body.username, password: PASSWORD } }),
  )
  const api = clients(url, fetch, accessToken)
  const hook = await hookOf()
  const { secret } = ok(await api.events.createEndpoint({ body: { url: hook.url, types: ['wallet.entry.created'] } }))
  const { accountId } = ok(await api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '7654321' } }))
  ok(await api.wallet.deposit({ path: { accountId }, key: 'd', body: { amount: 7000, information: '' } }))
  const message = await until(async () => hook.got[0])
  expect(new Webhook(secret).verify(message.body, { ...message.headers })).toMatchObject({
    ...{ type: 'wallet.entry.created', subject: accountId, seq: 1, data: { amount: 7000 } },
  })
  const seen = await until(async () => {
    const { items } = ok(await api.events.listNotifications({}))
    return items.find(({ type }) => type === 'wallet.entry.created')
  })
  expect(seen).toMatchObject({ data: { accountId, amount: 7000 }, read: false })
  // An address of the local network stays out of reach on a developer's machine, too.
  const inside = await api.events.createEndpoint({ body: { url: 'http://192.168.0.1/', types: ['*'] } })
  expect(inside).toMatchObject({ status: 400, code: 'invalid-request' })
})
