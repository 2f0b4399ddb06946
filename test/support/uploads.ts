// Groups whose images are uploaded to a local bucket for real: what a browser does, and what is then seen and stored.

import sharp from 'sharp'
import { beforeAll, expect } from 'vitest'
import { type LocalBucket, startBucket } from '#infra/local/bucket.ts'
import { load } from '#infra/local/load.ts'
import { known } from './known.ts'
import { ok } from './ok.ts'
import type { User, World } from './people.ts'

export interface Form {
  readonly uploadUrl: string
  readonly fields: Record<string, string>
}

interface Whose {
  readonly as: User
  readonly path: { readonly groupId: string }
}

export const HOUR_MS = 60 * 60 * 1000

/** Red above, blue below. */
export const flag = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0000ff' } }).composite([
    { input: { create: { width, height: height / 2, channels: 3, background: '#ff0000' } }, gravity: 'north' },
  ])
export const jpeg = () => flag(400, 300).jpeg().toBuffer()

/** A bucket for the calling file, with the worker that hears of what arrives. */
export const useUploads = (world: World) => {
  const events: object[] = []
  let bucket: LocalBucket
  let deliver: (event: object) => Promise<unknown> = () => Promise.reject(new Error('the bucket begins with the tests'))
  beforeAll(async () => {
    // The hour begins with the tests, so that addresses change when they say so.
    world.passes(HOUR_MS - (Date.parse(world.now()) % HOUR_MS))
    const before = { ...process.env }
    const [worker] = (await load()).jobs.filter(({ job }) => job.operation === 'friends.makeThumbnail')
    if (!worker) throw new Error('no worker makes thumbnails')
    const handler: typeof worker.handler = (event, context) => {
      events.push(event)
      return worker.handler(event, context)
    }
    deliver = (event) => worker.handler(event, { awsRequestId: 'again' } as never)
    bucket = await startBucket({ jobs: [{ job: worker.job, handler }] })
    Object.assign(process.env, bucket.environment)
    return async () => {
      await bucket.close()
      for (const name of Object.keys(bucket.environment)) process.env[name] = before[name]
    }
  })
  return {
    /** As the bucket told of them. */
    events,
    /** Tells the worker once more. */
    deliver: (event: object) => deliver(event),
    opened: async (): Promise<Whose> => {
      const as = await known(world)
      return { as, path: { groupId: ok(await as.api.friends.openGroup({ body: { groupName: 'Futsal' } })).groupId } }
    },
    asked: async ({ as, path }: Whose, contentType: 'image/jpeg' | 'image/png' | 'image/webp' = 'image/jpeg') =>
      ok(await as.api.friends.requestImageUpload({ path, body: { contentType } })),
    /** As a browser sends it. @returns the status and the bucket's code, once the worker has done its part */
    upload: async ({ uploadUrl, fields }: Form, bytes: Uint8Array, name = 'me.jpg'): Promise<string> => {
      const form = new FormData()
      for (const [field, value] of Object.entries(fields)) form.append(field, value)
      form.append('file', new Blob([new Uint8Array(bytes)]), name)
      const response = await fetch(uploadUrl, { method: 'POST', body: form })
      const text = await response.text()
      await bucket.settled()
      return [response.status, ...(/<Code>(\w+)/.exec(text)?.slice(1) ?? [])].join(' ')
    },
    shown: async ({ as, path }: Whose) => ok(await as.api.friends.getGroup({ path })),
    stored: async ({ groupId }: { groupId: string }) =>
      (await world.table.items()).find(
        (item) => item['groupId'] === groupId && String(item['sk']).startsWith('GROUP#'),
      ),
    expectSound: async () => expect((await world.table.audit()).violations).toEqual([]),
  }
}
