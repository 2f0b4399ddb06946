// The environment variables of functions, for tests and benches.

import { useLocalEngine } from '#infra/local/engine-client.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'
import { prepareEnvironment } from '#kit/testing/environment.ts'

/** What forms and addresses are made for; nothing is there. */
export const bucketEnvironment = {
  BUCKET_NAME: 'holdfast',
  BUCKET_URL: 'http://bucket.test',
  BUCKET_KEY: 'of the tests',
}

/** Must be called before a handler is loaded. @param endpoint of an engine @param sandbox to pay through */
export const setEnvironment = (endpoint: string, sandbox?: string): void => {
  useLocalEngine()
  process.env['DYNAMODB_ENDPOINT'] = endpoint
  if (sandbox)
    Object.assign(process.env, sandboxEnvironment(sandbox), {
      PUBLIC_BASE_URL: 'http://api.test',
      GATEWAY_TIMEOUT_MS: '1000',
    })
  Object.assign(process.env, bucketEnvironment)
  // Mails stay in the outbox until a test sends them.
  process.env['MAIL'] ??= 'mailbox'
  process.env['PUBLIC_BASE_URL'] ??= 'http://api.test'
  prepareEnvironment()
}
