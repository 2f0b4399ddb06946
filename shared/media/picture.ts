// Image processing of untrusted uploads, bounded in size and time.

import sharp from 'sharp'

export const pictureTypes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const
type Format = keyof typeof pictureTypes

export type Refused = 'not-an-image' | 'too-many-pixels' | 'animated' | 'damaged'

export interface Pictures {
  readonly type: (typeof pictureTypes)[Format]
  /** Auto-rotated, EXIF removed, at most 1600 px. */
  readonly image: Uint8Array<ArrayBuffer>
  /** JPEG. */
  readonly thumbnail: Uint8Array<ArrayBuffer>
}

/** The resolution of a good camera; decoding takes a hundred megabytes. */
export const MOST_PIXELS = 24_000_000
const SIDE = 1600
const THUMBNAIL = { side: 100, quality: 60 }
const SECONDS = 20

// Blocks all other decoders, whatever the file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp'].map((format) => `VipsForeignLoad${format}Buffer`) })
// The same image is not uploaded twice, so a cache is useless.
sharp.cache(false)

/** @returns a reason if the upload cannot be used */
export const picturesOf = async (bytes: Uint8Array): Promise<Pictures | Refused> => {
  const open = () => sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS })
  const known = await open()
    .metadata()
    .catch((error: Error) => refused(error, 'not-an-image'))
  if (typeof known === 'string') return known
  const { format, width, height, pages = 1 } = known
  const type = pictureTypes[format as Format]
  if (!type) return 'not-an-image'
  if (pages > 1) return 'animated'
  if (width * height > MOST_PIXELS) return 'too-many-pixels'
  const upright = () => open().autoOrient().timeout({ seconds: SECONDS })
  try {
    const image = upright().resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    const { side, quality } = THUMBNAIL
    const thumbnail = upright().resize(side, side, { fit: 'cover' }).flatten({ background: '#ffffff' })
    return {
      type,
      image: new Uint8Array(await image.toFormat(format as Format).toBuffer()),
      thumbnail: new Uint8Array(await thumbnail.jpeg({ quality }).toBuffer()),
    }
  } catch (error) {
    return refused(error as Error, 'damaged')
  }
}

const refused = ({ message }: Error, otherwise: Refused): Refused =>
  /pixel limit/.test(message) ? 'too-many-pixels' : otherwise
