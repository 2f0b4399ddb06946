// Clients that public generators make from openapi.json: they compile under strict flags and call the running API.

import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { serve } from '#infra/local/gateway.ts'
import { load } from '#infra/local/load.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { textOf } from '#test/support/sources.ts'
import { freshTable } from '#test/support/table.ts'

const folder = join(inject('scratch'), 'generators')
const run = async (file: string, ...args: string[]): Promise<string> => {
  try {
    return (await promisify(execFile)(file, args, { cwd: folder, maxBuffer: 2 ** 26 })).stdout
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout: string; stderr: string; message: string }
    throw new Error(`${stdout}${stderr}` || message)
  }
}
const bin = (name: string, ...args: string[]): Promise<string> =>
  run(process.execPath, join(folder, 'node_modules', name), ...args)

/** They accept no TypeScript 7, so they are no dependencies: another `tsc` would replace the project's. */
const PACKAGES = [
  'openapi-typescript@7.13.0',
  'openapi-fetch@0.17.0',
  'orval@7.21.0',
  'typescript@5.9.3',
  '@types/node@24.19.2',
]

const installed = async (): Promise<string | undefined> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}')
  writeFileSync(join(folder, 'openapi.json'), textOf('openapi.json'))
  const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  return run('npm', 'install', ...quietly, ...PACKAGES).then(
    () => undefined,
    ({ message }: Error) => message,
  )
}
let installing: Promise<string | undefined> | undefined

const served = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const { client, name } = await freshTable(inject('endpoint'))
  bindRuntime({ client, tableName: name })
  return serve({ entries: (await load()).entries, port: 0, host: '127.0.0.1' })
}

const PEOPLE = `{ username: 'gen', email: 'gen@example.com', password: 'correct horse', firstName: 'Minji', lastName: 'Kim' }`
const ACCOUNT = `{ bank: 'KakaoBank', accountNumber: '3333012345678' }`
const MATCH = `{ title: 'Friday futsal', venue: 'Mapo', startsAt: '2030-06-07T19:30:00+09:00', durationMinutes: 60, maxPlayerCount: 2, fee: 0 }`

const withTypes = `
import createClient from 'openapi-fetch'
import type { components, paths } from './types.js'
const status: components['schemas']['BillingStatus'] = 'SUCCESS'
const api = createClient<paths>({ baseUrl: process.argv[2] ?? '' })
const json = await api.POST('/users', { body: ${PEOPLE} })
const { data: tokens } = await api.POST('/auth/tokens', { body: { username: 'gen', password: 'correct horse' } })
const headers = { authorization: \`Bearer \${tokens?.accessToken}\` }
const { data: account } = await api.POST('/accounts', { headers, body: ${ACCOUNT} })
const path = { accountId: account?.accountId ?? '' }
const deposit = await api.POST('/accounts/{accountId}/deposits', { headers, params: { path, header: { 'Idempotency-Key': 'k' } }, body: { amount: 5000, information: 'salary' } })
const refused = await api.POST('/accounts/{accountId}/withdrawals', { headers, params: { path, header: { 'Idempotency-Key': 'l' } }, body: { amount: 5001, information: 'shoes' } })
const { data: match } = await api.POST('/matches', { headers, body: ${MATCH} })
const { data: list } = await api.GET('/matches', { params: { query: { limit: 5 } } })
const code: string | undefined = refused.error?.code
console.log(JSON.stringify([json.response.status, deposit.data?.balance, code, match?.startsAt, list?.items.length, status]))
`

const withOrval = `
import * as api from './orval.js'
const status: api.BillingStatus = 'SUCCESS'
const base = process.argv[2] ?? ''
const { fetch } = globalThis
globalThis.fetch = (input, init) => fetch(base + String(input), init)
const registered = await api.usersRegister(${PEOPLE})
const signedIn = await api.usersCreateTokens({ username: 'gen', password: 'correct horse' })
if (signedIn.status !== 200) throw new Error(signedIn.data.detail)
const authorization = \`Bearer \${signedIn.data.accessToken}\`
const headers = { authorization }
const account = await api.walletOpenAccount(${ACCOUNT}, { headers })
if (account.status !== 201) throw new Error(account.data.detail)
const keyed = (key: string) => ({ headers: { authorization, 'Idempotency-Key': key } })
const { accountId } = account.data
const deposit = await api.walletDeposit(accountId, { amount: 5000, information: 'salary' }, keyed('k'))
if (deposit.status !== 201) throw new Error(deposit.data.detail)
const refused = await api.walletWithdraw(accountId, { amount: 5001, information: 'shoes' }, keyed('l'))
const match = await api.matchesOpenMatch(${MATCH}, { headers })
if (match.status !== 201) throw new Error(match.data.detail)
const list = await api.matchesListMatches({ limit: 5 })
if (list.status !== 200) throw new Error(list.data.detail)
const code = refused.status === 409 ? refused.data.code : undefined
console.log(JSON.stringify([registered.status, deposit.data.balance, code, match.data.startsAt, list.data.items.length, status]))
`

const ANSWERS = [201, 5000, 'insufficient-balance', '2030-06-07T10:30:00.000Z', 1, 'SUCCESS']

describe('a client made by', () => {
  test.each([
    ['openapi-typescript', withTypes, ['openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'types.ts']],
    [
      'orval',
      withOrval,
      ['orval/dist/bin/orval.js', '--input', 'openapi.json', '--output', 'orval.ts', '--client', 'fetch'],
    ],
  ] as const)('%s compiles and calls the API', async (name, source, [tool, ...args]) => {
    installing ??= installed()
    const failure = await installing
    if (failure !== undefined) return console.warn(`${name} is not tried: the registry does not answer: ${failure}`)
    await bin(tool, ...args)
    const program = `${name}-program.ts`
    writeFileSync(join(folder, program), source)
    const flags =
      '--strict --exactOptionalPropertyTypes --skipLibCheck --module nodenext --target es2022 --lib es2022,dom'
    await bin('typescript/bin/tsc', ...flags.split(' '), '--types', 'node', '--outDir', 'out', program)
    const gateway = await served()
    try {
      expect(JSON.parse(await run(process.execPath, `out/${program.replace('.ts', '.js')}`, gateway.url))).toEqual(
        ANSWERS,
      )
    } finally {
      await gateway.close()
    }
  })
})
