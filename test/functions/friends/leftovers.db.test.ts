// Leftover images are deleted: replaced ones, those of deleted groups, unexpected uploads, work of crashed processes.

import { afterEach, expect, test, vi } from 'vitest'
import { imageKey, thumbnailKey } from '#domain/friends/images.ts'
import { handler as sweepImages } from '#functions/friends/sweep-images.ts'
import { getObject } from '#media/bucket.ts'
import { interleaved } from '#test/support/interleave.ts'
import { gathered } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { type Form, HOUR_MS, jpeg, useUploads } from '#test/support/uploads.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { asked, deliver, events, expectSound, opened, shown, stored, upload } = useUploads(world)
afterEach(() => {
  world.fails(undefined)
  vi.restoreAllMocks()
})

type Group = Awaited<ReturnType<typeof opened>>

const sweep = () => sweepImages({}, { awsRequestId: 'sweep' }) as Promise<{ due: number; failed: number }>

/** The objects of an upload in the bucket. */
const kept = async ({ path }: Group, form: Form): Promise<string[]> => {
  const key = String(form.fields['key'])
  const imageId = key.split('/').at(-1) ?? ''
  const keys = { upload: key, image: imageKey(path, imageId), thumbnail: thumbnailKey(path, imageId) }
  const found = await Promise.all(
    Object.entries(keys).map(async ([name, one]) => {
      const there = await getObject(one, world.now()).catch((error: Error) => {
        if (/answered 404/.test(error.message)) return undefined
        throw error
      })
      return there ? [name] : []
    }),
  )
  return found.flat()
}
const uploaded = async (group: Group): Promise<Form> => {
  const form = await asked(group)
  expect(await upload(form, await jpeg())).toBe('204')
  return form
}
const again = async ({ as, path }: Group): Promise<Group> => ({ as: await world.speaks(as.userId), path })

test('of what is shown the upload goes, of what was replaced everything', async () => {
  const group = await opened()
  const first = await uploaded(group)
  expect(await kept(group, first)).toEqual(['upload', 'image', 'thumbnail'])
  await sweep()
  expect(await kept(group, first)).toEqual(['image', 'thumbnail'])
  const second = await uploaded(group)
  await sweep()
  expect([await kept(group, first), await kept(group, second)]).toEqual([[], ['image', 'thumbnail']])
  expect(await sweep()).toMatchObject({ due: 0 })
  await expectSound()
})

test('what goes while the clock is set back is gone at its due time by every clock', async () => {
  const group = await opened()
  await asked(group)
  world.passes(7 * HOUR_MS)
  const { fetch } = globalThis
  let deleted = 0
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    if (deleted === 0) world.passes(-3000)
    deleted += 1
    return fetch(input, init)
  })
  await sweep()
  expect(deleted).toBeGreaterThan(0)
  await expectSound()
  world.passes(5000)
  await sweep()
  expect(await sweep()).toMatchObject({ due: 0 })
  await expectSound()
})

test('what is refused goes', async () => {
  const group = await opened()
  const form = await asked(group)
  expect(await upload(form, Buffer.from('no picture'))).toBe('204')
  await sweep()
  expect(await kept(group, form)).toEqual([])
})

test('the image of a deleted group goes, though the bucket is away at first', async () => {
  const group = await opened()
  const form = await uploaded(group)
  expect((await group.as.api.friends.deleteGroup({ path: group.path })).status).toBe(204)
  const away = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'))
  expect(await sweep()).toMatchObject({ due: 1, failed: 1 })
  away.mockRestore()
  expect(await kept(group, form)).toEqual(['upload', 'image', 'thumbnail'])
  expect(await sweep()).toMatchObject({ due: 1, failed: 0 })
  expect(await kept(group, form)).toEqual([])
  await expectSound()
})

test('so does that of a large one, which is emptied later', async () => {
  const { as, path } = await gathered(world, 31)
  const form = await uploaded({ as, path })
  expect((await as.api.friends.deleteGroup({ path })).status).toBe(204)
  await sweep()
  expect(await kept({ as, path }, form)).toEqual([])
  await expectSound()
})

test('uploads that no group waits for go: the group is deleted, another form was asked for, the same form was used again', async () => {
  const [deleted, other, same] = [await opened(), await opened(), await opened()]
  const forms = [await asked(deleted), await asked(other), await uploaded(same)] as const
  ok(await other.as.api.friends.requestImageUpload({ path: other.path, body: { contentType: 'image/png' } }))
  await deleted.as.api.friends.deleteGroup({ path: deleted.path })
  await sweep()
  for (const form of forms) expect(await upload(form, await jpeg())).toBe('204')
  expect(await kept(other, forms[1])).toEqual(['upload'])
  await sweep()
  expect([await kept(deleted, forms[0]), await kept(other, forms[1])]).toEqual([[], []])
  expect(await kept(same, forms[2]), 'it is shown').toEqual(['image', 'thumbnail'])
  await expectSound()
})

test('an unused form expires, and the group shows it until the next one', async () => {
  const group = await opened()
  await asked(group)
  world.passes(5 * HOUR_MS)
  await sweep()
  expect(await stored(group.path)).toMatchObject({ uploadState: 'AWAITED' })
  world.passes(HOUR_MS)
  await sweep()
  const later = await again(group)
  expect((await shown(later)).imageError).toBe('expired')
  await uploaded(later)
  expect((await shown(later)).imageError).toBeNull()
  await expectSound()
})

test('a worker that dies with the pictures made, and never comes back, leaves nothing', async () => {
  const group = await opened()
  const form = await asked(group)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world.fails((command) => (command === 'TransactWriteItems' ? 'abandoned' : undefined))
  await upload(form, await jpeg())
  world.fails(undefined)
  expect(await kept(group, form)).toEqual(['upload', 'image', 'thumbnail'])
  world.passes(6 * HOUR_MS)
  await sweep()
  expect(await kept(group, form)).toEqual([])
  expect(await shown(await again(group))).toMatchObject({ imageError: 'expired', profileImageUrl: null })
  // Its event arrives late.
  await deliver(events.at(-1) ?? {})
  await sweep()
  expect(await shown(await again(group))).toMatchObject({ profileImageUrl: null })
  await expectSound()
})

test('an image that is replaced while its upload is swept is not forgotten', async () => {
  const group = await opened()
  const first = await uploaded(group)
  const form = await asked(group)
  const bytes = await jpeg()
  world.fails(interleaved(() => upload(form, bytes)))
  await sweep()
  world.fails(undefined)
  expect((await shown(group)).thumbnailUrl).toContain(String(form.fields['key']).split('/').at(-1))
  await sweep()
  expect([await kept(group, first), await kept(group, form)]).toEqual([[], ['image', 'thumbnail']])
  await expectSound()
})

test('an image that is shown while its group is deleted goes with it', async () => {
  const group = await opened()
  const form = await asked(group)
  const bytes = await jpeg()
  world.fails(interleaved(() => upload(form, bytes)))
  expect((await group.as.api.friends.deleteGroup({ path: group.path })).status).toBe(204)
  world.fails(undefined)
  await sweep()
  expect(await kept(group, form)).toEqual([])
  await expectSound()
})

test('twenty forms an hour, however they are asked for', async () => {
  const { as, path } = await opened()
  world.passes(HOUR_MS - (Date.parse(world.now()) % HOUR_MS))
  // Tokens expire after an hour, which may have passed.
  const { api } = await world.speaks(as.userId)
  const ask = () => api.friends.requestImageUpload({ path, body: { contentType: 'image/png' } })
  const answers = await Promise.all(Array.from({ length: 24 }, ask))
  const refused = answers.filter(({ status }) => status !== 201)
  expect(refused.map(({ status, code, body }) => [status, code, (body as { limit?: number }).limit])).toEqual(
    Array(4).fill([409, 'quota-exceeded', 20]),
  )
  expect(refused[0]?.body).toMatchObject({ detail: expect.stringContaining('this hour') })
  world.passes(HOUR_MS)
  const later = (await world.speaks(as.userId)).api.friends
  expect((await later.requestImageUpload({ path, body: { contentType: 'image/png' } })).status).toBe(201)
  await expectSound()
})
