// Images of groups with the local bucket: form, upload, event, thumbnail; and invalid images.

import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { MOST_IMAGE_BYTES } from '#domain/friends/schema.ts'
import { MOST_PIXELS } from '#media/picture.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { flag, HOUR_MS, jpeg, useUploads } from '#test/support/uploads.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { asked, expectSound, opened, shown, stored, upload } = useUploads(world)

const fetched = async (url: string | null) => {
  const response = await fetch(String(url))
  expect(response.status).toBe(200)
  return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('a picture', () => {
  test('that a camera held on its side comes out upright, a hundred pixels wide, and tells nothing of the camera', async () => {
    const group = await opened()
    const upright = await flag(300, 400).png().toBuffer()
    // Orientation 6: the stored image must be rotated to the right.
    const sideways = await sharp(await sharp(upright).rotate(270).png().toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer()
    expect(await sharp(sideways).metadata()).toMatchObject({ width: 400, height: 300, orientation: 6 })
    expect(await upload(await asked(group), sideways)).toBe('204')
    const { thumbnailUrl, profileImageUrl } = await shown(group)
    const [small, large] = [await fetched(thumbnailUrl), await fetched(profileImageUrl)]
    expect([small.type, large.type]).toEqual(['image/jpeg', 'image/jpeg'])
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 100, height: 100 })
    expect(await sharp(large.bytes).metadata()).toMatchObject({ width: 300, height: 400 })
    for (const { bytes } of [small, large]) {
      const { exif, orientation } = await sharp(bytes).metadata()
      expect([exif, orientation]).toEqual([undefined, undefined])
    }
    const { data } = await sharp(small.bytes).raw().toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) => [...data.subarray((y * 100 + x) * 3, (y * 100 + x) * 3 + 3)]
    for (const x of [5, 95]) {
      expect(at(x, 5)[0], 'red above').toBeGreaterThan(200)
      expect(at(x, 95)[2], 'blue below').toBeGreaterThan(200)
    }
    const again = await sharp(await sharp(large.bytes).resize(100, 100).png().toBuffer())
      .jpeg({ quality: 60 })
      .toBuffer()
    expect(tablesOf(small.bytes), 'quantized as at quality 60').toEqual(tablesOf(again))
    await expectSound()
  })

  test.each(['png', 'webp'] as const)('of %s keeps its format, its thumbnail is a JPEG', async (format) => {
    const group = await opened()
    const bytes = await flag(50, 40).ensureAlpha(0.5).toFormat(format).toBuffer()
    expect(await upload(await asked(group, `image/${format}`), bytes)).toBe('204')
    const { thumbnailUrl, profileImageUrl } = await shown(group)
    expect((await fetched(profileImageUrl)).type).toBe(`image/${format}`)
    expect(await sharp((await fetched(thumbnailUrl)).bytes).metadata()).toMatchObject({ format: 'jpeg', width: 100 })
  })

  test('of the default group, too; an address is the same for an hour and good for no other object', async () => {
    const as = await known(world)
    const { groupId } = ok(await as.api.friends.listGroups({ query: {} })).items[0] ?? { groupId: '' }
    const group = { as, path: { groupId } }
    expect(await upload(await asked(group), await jpeg())).toBe('204')
    const { thumbnailUrl } = await shown(group)
    world.passes(HOUR_MS / 2)
    expect((await shown(group)).thumbnailUrl).toBe(thumbnailUrl)
    const other = String(thumbnailUrl).replace('/thumbnails/', '/images/')
    expect((await fetch(other)).status).toBe(403)
    expect((await fetch(String(thumbnailUrl).split('?')[0] ?? '')).status).toBe(403)
    world.passes(2 * HOUR_MS)
    expect((await fetch(String(thumbnailUrl))).status).toBe(403)
  })
})

/** The quantization tables, which define the quality of a JPEG. */
const tablesOf = (bytes: Buffer): string[] => {
  const tables: string[] = []
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2))
    if (bytes[at + 1] === 0xdb) tables.push(bytes.subarray(at, at + 2 + bytes.readUInt16BE(at + 2)).toString('hex'))
  return tables
}

describe('what is no such picture is refused with a reason, and the former one stays', () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  )
  const bomb = () =>
    sharp({ create: { width: 8000, height: 5000, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
  const moving = async () =>
    sharp(await flag(9, 18).raw().toBuffer(), { raw: { width: 9, height: 18, channels: 3, pageHeight: 9 } })
      .webp({ loop: 0 })
      .toBuffer()
  const noise = { type: 'gaussian', mean: 9, sigma: 9 } as const
  const photo = () => sharp({ create: { width: 900, height: 900, channels: 3, background: '#000', noise } })
  const half = async (whole: Promise<Buffer>) => (await whole).subarray(0, (await whole).length / 2)
  test.each([
    ['a text that is called .png', async () => Buffer.from('hello, I am a picture'), 'not-an-image'],
    ['a page of HTML', async () => Buffer.from('<html><script>alert(1)</script></html>'), 'not-an-image'],
    ['an SVG', async () => svg, 'not-an-image'],
    ['a GIF', () => flag(9, 10).gif().toBuffer(), 'not-an-image'],
    ['a TIFF', () => flag(9, 10).tiff().toBuffer(), 'not-an-image'],
    ['forty megapixels in a small PNG', bomb, 'too-many-pixels'],
    ['a JPEG that ends half-way', () => half(photo().jpeg().toBuffer()), 'damaged'],
    ['a PNG that ends half-way', () => half(photo().png().toBuffer()), 'damaged'],
    ['a WebP that ends half-way', () => half(photo().webp().toBuffer()), 'not-an-image'],
    ['a picture that moves', moving, 'animated'],
    ['a single byte', async () => Buffer.from([0xff]), 'not-an-image'],
  ] as const)('%s', async (_, make, reason) => {
    const group = await opened()
    expect(await upload(await asked(group), await jpeg())).toBe('204')
    const before = await shown(group)
    const bytes = await make()
    expect(bytes.length).toBeLessThanOrEqual(MOST_IMAGE_BYTES)
    expect(await upload(await asked(group, 'image/png'), bytes, 'me.png')).toBe('204')
    expect(await stored(group.path)).toMatchObject({ uploadState: 'REFUSED', uploadReason: reason })
    expect(await shown(group)).toEqual({ ...before, imageError: reason })
    await asked(group)
    expect(await shown(group), 'the next form clears it').toEqual(before)
    await expectSound()
  })

  test('the forty megapixels are more than the bound', () => expect(8000 * 5000).toBeGreaterThan(MOST_PIXELS))
})
