// The engine of a run: that of DYNAMODB_ENDPOINT, which may still be starting.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject, onTestFinished, test } from 'vitest'
import { engineFor } from './engine.ts'

test('an engine that is given is used, and left running', async () => {
  const endpoint = inject('endpoint')
  const engine = await engineFor(endpoint)
  await engine.stop()
  expect((await engineFor(endpoint)).endpoint).toBe(endpoint)
})

test('an engine that starts slowly is waited for', async () => {
  let ready = false
  const server = createServer((_, response) => {
    response.writeHead(ready ? 200 : 503, { 'content-type': 'application/x-amz-json-1.0' }).end('{"TableNames":[]}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  let waits = 0
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await engineFor(endpoint, async () => {
    waits += 1
    ready = waits === 3
  })
  expect(waits).toBe(3)
})

test('an engine that never answers is reported in one line', async () => {
  const given = engineFor('http://127.0.0.1:1', async () => {})
  await expect(given).rejects.toThrow(
    /^no engine answers at DYNAMODB_ENDPOINT=http:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED.*\); start it/,
  )
})
