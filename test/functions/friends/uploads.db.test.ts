// Uploads that the bucket rejects, and late, early, repeated or unexpected ones.

import { describe, expect, test } from 'vitest'
import { MOST_IMAGE_BYTES } from '#domain/friends/schema.ts'
import { signedForm } from '#media/presign.ts'
import { type Form, flag, jpeg, useUploads } from '#test/support/uploads.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { asked, deliver, events, expectSound, opened, shown, stored, upload } = useUploads(world)

describe('the bucket rejects without an event', () => {
  const refused = async (change: (form: Form) => Form, bytes?: Uint8Array): Promise<string> => {
    const group = await opened()
    const heard = events.length
    const answer = await upload(change(await asked(group)), bytes ?? (await jpeg()))
    expect(events.length).toBe(heard)
    expect(await shown(group)).toMatchObject({ profileImageUrl: null, thumbnailUrl: null })
    return answer
  }
  const fields = (changes: Record<string, string>) => (form: Form) => ({
    ...form,
    fields: { ...form.fields, ...changes },
  })
  test('a byte more than 5 MiB', async () => {
    const most = new Uint8Array(MOST_IMAGE_BYTES)
    expect(await refused((form) => form, new Uint8Array(MOST_IMAGE_BYTES + 1))).toBe('400 EntityTooLarge')
    expect(await refused((form) => form, new Uint8Array(9_000_000))).toBe('400 EntityTooLarge')
    const group = await opened()
    expect(await upload(await asked(group), most), '5 MiB are taken, and looked at').toBe('204')
    expect(await stored(group.path)).toMatchObject({ uploadState: 'REFUSED', uploadReason: 'not-an-image' })
  })
  test('nothing at all', async () => expect(await refused((form) => form, new Uint8Array())).toBe('400 EntityTooSmall'))
  test('another type than was asked for', async () =>
    expect(await refused(fields({ 'Content-Type': 'text/html' }))).toBe('403 AccessDenied'))
  test("another's key", async () =>
    expect(await refused((form) => fields({ key: `${form.fields['key']}x` })(form))).toBe('403 AccessDenied'))
  test('what is more than was asked for', async () =>
    expect(await refused(fields({ acl: 'public-read' }))).toBe('403 AccessDenied'))
  test('a signature with another key', async () =>
    expect(
      await refused(({ uploadUrl, fields: own }) => {
        const [accessKeyId = '', , region = ''] = String(own['x-amz-credential']).split('/')
        const now = world.now()
        const upload = { bucket: 'holdfast', key: String(own['key']), contentType: 'image/jpeg', mostBytes: 9e9 }
        const signer = { accessKeyId, secretAccessKey: 'guessed', region }
        return { uploadUrl, fields: signedForm(signer, { ...upload, now, expiresAt: world.now(60_000) }) }
      }),
    ).toBe('403 SignatureDoesNotMatch'))
  test('a form of ten minutes ago', async () => {
    const group = await opened()
    const form = await asked(group)
    expect(Date.parse(form.expiresAt) - Date.parse(world.now())).toBeLessThanOrEqual(600_000)
    world.passes(600_000)
    expect(await upload(form, await jpeg())).toBe('403 AccessDenied')
  })
})

test('another type than the three is no request', async () => {
  const { as, path } = await opened()
  for (const contentType of ['image/gif', 'image/svg+xml', 'IMAGE/JPEG', '', 'text/html', null, 5]) {
    const answer = await as.api.friends.requestImageUpload({ path, body: { contentType: contentType as never } })
    expect([answer.status, answer.code]).toEqual([400, 'invalid-request'])
  }
})

describe('of several uploads', () => {
  test('the one that was asked for last is shown, whenever the others arrive', async () => {
    const group = await opened()
    const [first, second] = [await asked(group), await asked(group)]
    expect(await upload(second, await jpeg())).toBe('204')
    const after = await shown(group)
    expect(after.thumbnailUrl).toContain(second.fields['key']?.split('/').at(-1))
    expect(await upload(first, await flag(50, 50).jpeg().toBuffer())).toBe('204')
    expect(await shown(group)).toEqual(after)
    // A form does not replace an upload that it has brought.
    expect(await upload(second, Buffer.from('no picture any more'))).toBe('204')
    expect(await shown(group)).toEqual(after)
    await expectSound()
  })

  test('an early one is not shown while another is awaited', async () => {
    const group = await opened()
    const [first] = [await asked(group), await asked(group)]
    expect(await upload(first, await jpeg())).toBe('204')
    expect(await shown(group)).toMatchObject({ profileImageUrl: null, thumbnailUrl: null })
    expect(await stored(group.path)).toMatchObject({ uploadState: 'AWAITED' })
  })

  test('an event that is delivered twice, also at once, changes nothing more', async () => {
    const group = await opened()
    expect(await upload(await asked(group), await jpeg())).toBe('204')
    const [before, event] = [await stored(group.path), events.at(-1) ?? {}]
    expect(await deliver(event)).toMatchObject({ outcome: 'not-awaited' })
    expect(await stored(group.path)).toEqual(before)
    await Promise.all([deliver(event), deliver(event), deliver(event)])
    expect(await stored(group.path)).toEqual(before)
  })

  test.each([2, 8])('%d forms and uploads at once leave the image of the last form', async (count) => {
    const group = await opened()
    const bytes = await jpeg()
    const outcomes = await Promise.all(
      Array.from({ length: count }, async () => {
        const form = await asked(group)
        return { form, taken: await upload(form, bytes) }
      }),
    )
    expect(outcomes.map(({ taken }) => taken)).toEqual(Array(count).fill('204'))
    const { uploadId, uploadState, imageId } = (await stored(group.path)) ?? {}
    expect([uploadState, imageId]).toEqual(['SHOWN', uploadId])
    expect((await shown(group)).thumbnailUrl).toContain(String(uploadId))
    await expectSound()
  })

  test('one for a group that was deleted meanwhile brings nothing back', async () => {
    const { as, path } = await opened()
    const form = await asked({ as, path })
    expect((await as.api.friends.deleteGroup({ path })).status).toBe(204)
    expect(await upload(form, await jpeg())).toBe('204')
    expect(await stored(path)).toBeUndefined()
    await expectSound()
  })

  test('one whose event cannot be handled stays awaited, and the next delivery shows it', async () => {
    const group = await opened()
    const form = await asked(group)
    world.fails(() => 'throttle')
    await expect(deliver({ detail: { object: { key: form.fields['key'], size: 1 } } })).rejects.toThrow()
    world.fails(undefined)
    expect(await stored(group.path)).toMatchObject({ uploadState: 'AWAITED' })
    expect(await upload(form, await jpeg())).toBe('204')
    expect(await stored(group.path)).toMatchObject({ uploadState: 'SHOWN' })
  })

  test.each([
    {},
    { detail: {} },
    { detail: { object: { key: 'uploads/a/b', size: 1 } } },
    { detail: { object: { key: 'images/a/b/c', size: 1 } } },
  ])('an event about nothing is nothing: %j', async (event) =>
    expect(await deliver(event)).toMatchObject({ outcome: 'not-awaited' }),
  )
})
