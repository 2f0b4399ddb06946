// The local bucket compared with S3: its objects, access checks and errors.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalBucket, startBucket } from '#infra/local/bucket.ts'
import { addresses, deleteObject, getObject, putObject } from '#media/bucket.ts'
import { signedUrl } from '#media/presign.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const before = { ...process.env }
const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
const received: object[] = []
const jobs = [
  {
    job: { operation: 'fake.take', arrivesIn: 'uploads' } as const,
    handler: async (event: object) => received.push(event),
  },
]
let bucket: LocalBucket

const start = async (): Promise<void> => {
  bucket = await startBucket({ folder, jobs })
  Object.assign(process.env, bucket.environment)
}
beforeAll(start)
afterAll(async () => {
  await bucket.close()
  for (const name of Object.keys(bucket.environment)) process.env[name] = before[name]
  rmSync(folder, { recursive: true })
})

const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)

test('what is put is there, byte by byte, also after a restart', async () => {
  await putObject('images/a/b', bytes, 'image/png', world.now())
  expect(await getObject('images/a/b', world.now())).toEqual(bytes)
  await bucket.close()
  await start()
  expect(await getObject('images/a/b', world.now())).toEqual(bytes)
  const address = (await addresses(world.now()))('images/a/b')
  const response = await fetch(address, { headers: { origin: 'http://localhost:5173' } })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' },
    ...{ 'access-control-allow-origin': 'http://localhost:5173', vary: 'origin' },
  })
  await response.arrayBuffer()
})

test('what is deleted is gone, and may be deleted again', async () => {
  await putObject('images/d', bytes, 'image/png', world.now())
  await deleteObject('images/d', world.now())
  await expect(getObject('images/d', world.now())).rejects.toThrow(/answered 404/)
  await deleteObject('images/d', world.now())
})

test('a job of a folder gets events of that folder only', async () => {
  await putObject('images/c', bytes, 'image/png', world.now())
  await putObject('uploads/c', bytes, 'image/png', world.now())
  await bucket.settled()
  expect(received).toMatchObject([{ detail: { object: { key: 'uploads/c', size: 300 } } }])
})

test('a missing object and an unreachable bucket are errors of the function', async () => {
  await expect(getObject('images/none', world.now())).rejects.toThrow(/answered 404 to GET images\/none: .*NoSuchKey/s)
  await expect(getObject('images/a/b', world.now(-61_000))).rejects.toThrow(/403/)
})

test.each([
  ['GET', '/images/a/b'],
  ['PUT', '/images/a/b'],
  ['DELETE', '/images/a/b'],
  ['GET', '/'],
  ['GET', '/?X-Amz-Date=20260101T000000Z&X-Amz-Expires=x'],
  ['GET', '/..%2f..%2fkeys.json'],
  ['POST', '/'],
])('%s %s without a signature is no', async (method, path) => {
  const response = await fetch(bucket.environment.BUCKET_URL + path, { method })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  expect(await response.text()).toContain('<Error><Code>')
})

test('an address is good for its own method', async () => {
  const address = (await addresses(world.now()))('images/a/b')
  const response = await fetch(address, { method: 'PUT', body: 'mine' })
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')])
  expect(await getObject('images/a/b', world.now())).toEqual(bytes)
})

test('pages of this machine may ask, those of other sites may not', async () => {
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' }
    const response = await fetch(bucket.environment.BUCKET_URL, { method: 'OPTIONS', headers })
    return [response.status, response.headers.get('access-control-allow-origin')]
  }
  expect(await preflight('http://localhost:5173')).toEqual([204, 'http://localhost:5173'])
  expect(await preflight('http://page.test')).toEqual([403, null])
})

test('what another start has signed does not count, nor what anyone signs with a key that is known', async () => {
  const stale = (await addresses(world.now()))('images/a/b')
  const known = signedUrl(
    { accessKeyId: 'local', secretAccessKey: 'local', region: 'local' },
    { method: 'GET', url: `${bucket.environment.BUCKET_URL}/images/a/b`, from: world.now(), seconds: 60 },
  )
  expect((await fetch(stale)).status).toBe(200)
  expect((await fetch(known)).status).toBe(403)
  const key = bucket.environment.BUCKET_KEY
  await bucket.close()
  await start()
  expect(bucket.environment.BUCKET_KEY).not.toBe(key)
  const moved = stale.replace(/^http:\/\/[^/]+/, bucket.environment.BUCKET_URL)
  expect((await fetch(moved)).status).toBe(403)
})
