// The scripts of an instance: their effects, output and exit codes.

import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from 'vitest'
import { users } from '#functions/users/contract.ts'
import { tableOf } from '#infra/local/instance.ts'
import { client } from '#kernel/client/client.ts'
import { script, start } from '#test/infra/instance.ts'
import { folder } from '#test/infra/local/fixture/folder.ts'

const PASSWORD = 'correct horse battery'
const person = { email: 'kim@example.com', password: PASSWORD, firstName: 'Minji', lastName: 'Kim' }

/** An instance in memory, and the environment of its scripts. */
const running = async () => {
  const env = { DATA_DIR: folder() }
  const { url, pid } = await start(env.DATA_DIR, '--memory')
  return { env, url, pid, api: client(users, { keys: false, tries: 1, baseUrl: url }) }
}

test.each(['audit', 'demo', 'operator'] as const)('%s needs an instance, and says so', async (name) => {
  const { code, out, err } = await script(name, { DATA_DIR: folder() }, ...(name === 'operator' ? ['kim'] : []))
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(
    /^holdfast: No instance is running on .*\. Start one with "npm start", or set DATA_DIR to the folder of a running instance\.\n$/,
  )
})

test('a host that is not there is one line', async () => {
  const env = {
    AWS_REGION: 'nowhere-1',
    TABLE_NAME: 't',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }
  const { code, err } = await script('audit', { ...env, DYNAMODB_ENDPOINT: 'http://nowhere.invalid:8000' })
  expect([code, err.split('\n').length]).toEqual([1, 2])
  expect(err).toMatch(/^holdfast: The host nowhere\.invalid was not found\. Check AWS_REGION/)
})

describe('operator', () => {
  test('makes a user an operator, once; the next token says so', async () => {
    const { env, url, api } = await running()
    await api.register({ body: { ...person, username: 'Minji.Kim' } })
    const promoted = { code: 0, out: 'Minji.Kim is now an operator. Sign in again to act as one.\n', err: '' }
    expect(await script('operator', env, 'minji.kim')).toEqual(promoted)
    expect(await script('operator', env, 'minji.kim')).toEqual({
      ...promoted,
      out: 'Minji.Kim is already an operator.\n',
    })
    const signedIn = await api.createTokens({ body: { username: 'minji.kim', password: PASSWORD } })
    const token = signedIn.ok ? signedIn.body.accessToken : ''
    expect(await api.getMe({ token })).toMatchObject({ ok: true, body: { role: 'OPERATOR' } })
    expect(JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())).toMatchObject({
      role: 'OPERATOR',
    })
    // The instance's jobs find the event that the command wrote.
    await expect
      .poll(
        async () =>
          (await fetch(`${url}/users/me/notifications`, { headers: { authorization: `Bearer ${token}` } })).text(),
        { timeout: 60_000, interval: 500 },
      )
      .toContain('ops.operator.promoted')
    expect((await script('audit', env, '--json')).code).toBe(0)
  })

  test('needs a user who registered', async () => {
    const { env } = await running()
    expect(await script('operator', env, 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'holdfast: There is no user "nobody". Register the user first with POST /users.\n',
    })
  })

  test.each([[[]], [['kim', 'lee']]])('is used with one name, not with %j', async (names) => {
    const usage = 'holdfast: The arguments are wrong.\nUsage: npm run operator -- <username> [--remove]\n'
    expect(await script('operator', {}, ...names)).toEqual({ code: 1, out: '', err: usage })
  })
})

describe('demo', () => {
  test('fills an instance, may be run again, and breaks no rule', async () => {
    const { env, url } = await running()
    const first = await script('demo', env)
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toContain('20 users applied at once for the 12 seats of "After work 6 v 6": 8 got match-full')
    expect(first.out).toContain('24 accounts hold 71,308,000 won after 120 ledger entries. 8 matches:')
    const paid = '17 users paid for their seats through the sandbox of KakaoPay and Toss'
    expect(first.out).toContain(paid)
    expect((await script('demo', env)).out).toContain(paid)
    const again = await script('demo', { HOLDFAST_URL: `${url}/` })
    expect([again.code, again.err]).toEqual([0, ''])
    expect(again.out).toContain('24 accounts hold 71,308,000 won after 120 ledger entries. 8 matches:')
    const { code, out } = await script('audit', env, '--json')
    expect([code, JSON.parse(out).violations]).toEqual([0, []])
  })

  test('names the address where no instance answers', async () => {
    const { code, err } = await script('demo', { HOLDFAST_URL: 'http://127.0.0.1:1' })
    const line = 'No Holdfast instance answers at http://127.0.0.1:1. Start one with "npm start", or set HOLDFAST_URL.'
    expect([code, err]).toEqual([1, `holdfast: ${line}\n`])
  })
})

test('audit names the rule that is broken, and where', async () => {
  const { env } = await running()
  const { out } = await script('demo', env)
  const sound = await script('audit', env)
  expect([sound.code, sound.err]).toEqual([0, ''])
  expect(sound.out).toMatch(/\n\n\d+ items in \d+\.\d s: 0 violations\n$/)

  const { client: database, tableName } = tableOf(env)
  const pk = `ACCOUNT#${/account_\w+/.exec(out)?.[0]}`
  await database.send(
    new UpdateCommand({
      TableName: tableName,
      Key: { pk, sk: 'ACCOUNT' },
      UpdateExpression: 'ADD balance :one, available :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  )
  const [text, json] = await Promise.all([script('audit', env), script('audit', env, '--json')])
  expect([text.code, json.code]).toEqual([1, 1])
  expect(text.out).toContain(`BROKEN 1x   wallet.balanceEquality`)
  expect(text.out).toContain(`at ${pk}\n`)
  const found = JSON.parse(json.out).violations
  expect(found).toEqual([expect.objectContaining({ module: 'wallet', rule: 'balanceEquality', where: pk })])
})
