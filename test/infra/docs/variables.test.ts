// docs/operate.md names every environment variable that an operator of an instance can set.

import { expect, test } from 'vitest'
import { sourcesIn, textOf } from '#test/support/sources.ts'

/** Variables that are not for operators. */
const others: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: 'Lambda sets it',
  BUCKET_KEY: 'an instance sets it: the key that signs addresses of its bucket',
  EDGE_KEY: 'the stack sets it, from a secret',
  EVENT_BUS: 'the stack sets it, by eventBus',
  EVENTUAL_READS: 'the stack sets it, by eventualReads',
  MAILBOX_URL: 'an instance sets it for its job',
  NODE_COMPILE_CACHE: 'of Node: programs that tests start share it',
  PATH: 'of the system',
  PAYMENT_KEYS_SECRET: 'the stack sets it, by name',
  POWERTOOLS_SERVICE_NAME: 'the stack sets it, by name',
  STORE_FORGETS_TOKENS: 'an instance sets it: its engine forgets tokens',
  TOKEN_PRIVATE_KEY_SECRET: 'the stack sets it, by name',
  WAKES: 'the stack sets it: the function of the job that goes on',
  WEBHOOK_REACH: 'an instance sets it: webhooks of this machine may be reached',
}

const read = new Set(
  sourcesIn('shared', 'functions', 'infra/local', 'infra/sandbox', 'infra/mailbox').flatMap(({ text }) => {
    const members = [...text.matchAll(/\benv\['([A-Z_]+)'\]/g)].map(([, name = '']) => name)
    const taken = [...text.matchAll(/\{([^{}]*)\} = (?:process\.)?env\b/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.split(/[:=]/)[0]?.trim() ?? ''),
    )
    return [...members, ...taken].filter((name) => /^[A-Z][A-Z_0-9]+$/.test(name))
  }),
)

test('every variable is explained, or is not for operators', () => {
  const explained = textOf('docs/operate.md')
  expect(read.size).toBeGreaterThan(30)
  expect([...read].filter((name) => !(name in others) && !explained.includes(`\`${name}\``))).toEqual([])
  expect(Object.keys(others).filter((name) => !read.has(name))).toEqual([])
})
