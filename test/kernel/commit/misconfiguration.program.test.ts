// A misconfigured function: one log line with the reason, and a reply that reveals nothing.

import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { Misconfigured, misconfiguration } from '#kernel/commit/misconfiguration.ts'
import { inherited } from '#test/support/inherited.ts'

const node = promisify(execFile)
const nowhere = mkdtempSync(join(tmpdir(), 'holdfast-'))
/** The environment of the user who runs the tests is not used. */
const bare = {
  ...{ ...inherited(), HOME: nowhere, AWS_EC2_METADATA_DISABLED: 'true' },
  ...{ AWS_CONFIG_FILE: join(nowhere, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(nowhere, 'credentials') },
}
const credentials = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' }

const event = {
  ...{ version: '2.0', routeKey: 'GET /matches', rawPath: '/matches', rawQueryString: '', headers: {} },
  requestContext: { requestId: 'r', http: { method: 'GET', path: '/matches', sourceIp: '127.0.0.1' } },
}

/** Invokes GET /matches in a separate process, as Lambda does. */
const invoked = async (env: Record<string, string>) => {
  const script = `const { handler } = await import('./functions/matches/list-matches.ts')
    const { statusCode, body } = await handler(${JSON.stringify(event)}, { awsRequestId: 'r' })
    process.stdout.write(JSON.stringify({ statusCode, body: JSON.parse(body) }))`
  const { stdout, stderr } = await node('node', ['--input-type=module', '-e', script], {
    env: { ...bare, POWERTOOLS_LOG_LEVEL: 'ERROR', NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...env },
  })
  return { lines: stderr.trim().split('\n'), answer: JSON.parse(stdout) }
}

test.each([
  ['no table', {}, 'TABLE_NAME is not set. This function cannot run without it.'],
  ['no region', { TABLE_NAME: 't', ...credentials }, 'No AWS region is set. Set AWS_REGION.'],
  ['no credentials', { TABLE_NAME: 't', AWS_REGION: 'eu-central-1' }, /^There are no valid AWS credentials\. Sign in/],
  [
    'another table',
    { TABLE_NAME: 'wrong', AWS_REGION: 'eu-central-1', DYNAMODB_ENDPOINT: 'the engine', ...credentials },
    'There is no table wrong in eu-central-1. Check TABLE_NAME.',
  ],
])('with %s', async (_, env: Record<string, string>, reason) => {
  const { DYNAMODB_ENDPOINT: engine, ...rest } = env
  const { lines, answer } = await invoked({ ...rest, ...(engine ? { DYNAMODB_ENDPOINT: inject('endpoint') } : {}) })
  expect(answer).toMatchObject({ statusCode: 500, body: { code: 'internal' } })
  expect(JSON.stringify(answer)).not.toMatch(/TABLE_NAME|region|credentials/)
  const line = JSON.parse(lines[0] as string)
  expect(lines).toHaveLength(1)
  expect(line).toMatchObject({ level: 'ERROR', message: 'matches.listMatches', failure: { name: 'misconfigured' } })
  expect(line.failure.message).toEqual(reason instanceof RegExp ? expect.stringMatching(reason) : reason)
  expect(line.failure).not.toHaveProperty('stack')
})

test.each([
  [{ TABLE_NAME: 't', ...credentials }, 'holdfast: No AWS region is set. Set AWS_REGION.\n'],
  [{ TABLE_NAME: 't', AWS_REGION: 'eu-central-1' }, /^holdfast: There are no valid AWS credentials\. .*\n$/],
])('"npm start" says it in a line: %o', async (env, said) => {
  const started = node('node', ['infra/cli/start.ts'], {
    env: {
      ...{ ...bare, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', PORT: '0' },
      ...{ DATA_DIR: mkdtempSync(join(tmpdir(), 'holdfast-')), ...env },
    },
  })
  await expect(started).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: said instanceof RegExp ? expect.stringMatching(said) : said,
  })
})

test('knows what is no fault of the surroundings', () => {
  expect(misconfiguration(new Misconfigured('x is not set'))).toBe('x is not set')
  for (const error of [new TypeError('x is not a function'), undefined, null, 'text', { name: 'TimeoutError' }])
    expect(misconfiguration(error)).toBeUndefined()
})
