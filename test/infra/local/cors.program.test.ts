// A front end of one's own on another port, in a browser: it calls the API with the client, as on any other origin.

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startWith } from '#test/infra/instance.ts'
import { browse, chromiumPath, WITHOUT } from '#test/support/browser.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const program = `
import { api, session, users, wallet } from './functions/client.ts'
globalThis.run = async (baseUrl) => {
  const token = session({ baseUrl, onTokens: () => {} })
  const { users: people, wallet: money } = api({ users, wallet }, { baseUrl, token })
  const body = { username: 'front', email: 'front@example.com', password: 'correct horse', firstName: 'Minji', lastName: 'Kim' }
  const registered = await people.register({ body })
  const signedIn = await people.createTokens({ body: { username: 'front', password: 'correct horse' } })
  token.set({ ...signedIn.body, accessToken: 'expired' })
  const account = await money.openAccount({ body: { bank: 'KakaoBank', accountNumber: '3333012345678' } })
  const path = { accountId: account.body.accountId }
  const deposit = { path, body: { amount: 50000, information: 'salary' }, key: 'salary' }
  const [first, again] = [await money.deposit(deposit), await money.deposit(deposit)]
  const refused = await money.withdraw({ path, body: { amount: 50001, information: 'shoes' } })
  const changed = await people.updateMe({ body: { lastName: 'Lee' } })
  const head = await fetch(baseUrl + '/health', { method: 'HEAD' })
  return {
    statuses: [registered, signedIn, account, first, again, changed].map(({ status }) => status),
    replayed: [first.ok && first.replayed, again.ok && again.replayed],
    refused: [refused.status, refused.code, refused.headers.has('x-request-id')],
    head: head.status,
  }
}
`

const page = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'iife', platform: 'browser', target: 'es2022', logLevel: 'silent' },
  })
  return `<!doctype html><title>front</title><script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`
}

/** Serves the page. @returns its port */
const front = async (): Promise<number> => {
  const html = await page()
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const expected = {
  ...{ statuses: [201, 200, 201, 201, 201, 200], head: 200 },
  replayed: [false, true],
  refused: [409, 'insufficient-balance', true],
}

const instance = async (env: Record<string, string> = {}): Promise<string> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-cors-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  return (await startWith({ DATA_DIR: dataDir, ...env }, '--memory')).url
}

describe.skipIf(!chromiumPath)(`in a browser${chromiumPath ? '' : `: ${WITHOUT}`}`, () => {
  test('a page of another port of this machine works without any setting', async () => {
    const [port, url] = [await front(), await instance()]
    const tab = await (await browse()).newPage()
    await tab.goto(`http://localhost:${port}/`)
    expect(await tab.evaluate(`run(${JSON.stringify(url)})`)).toEqual(expected)
  }, 120_000)

  test('a page of another site works if CORS_ORIGINS lists it, and only then', async () => {
    const port = await front()
    const url = await instance({ CORS_ORIGINS: `http://app.test:${port}` })
    const tab = await (await browse('--host-resolver-rules=MAP *.test 127.0.0.1')).newPage()
    const health = `fetch('${url}/health').then(({ status }) => status, () => 'blocked')`
    await tab.goto(`http://other.test:${port}/`)
    expect(await tab.evaluate(health)).toBe('blocked')
    await tab.goto(`http://app.test:${port}/`)
    expect(await tab.evaluate(health)).toBe(200)
    expect(await tab.evaluate(`run(${JSON.stringify(url)})`)).toEqual(expected)
  }, 120_000)
})
