// Pictures of strangers: what they really are, and what is made of them, within bounds of size and time.

import sharp from 'sharp'

export const pictureTypes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const
type Format = keyof typeof pictureTypes

export type Refused = 'not-an-image' | 'too-many-pixels' | 'animated' | 'damaged'

export interface Pictures {
  readonly type: (typeof pictureTypes)[Format]
  /** Upright, without what cameras tell of places and times, at most so large that a screen is filled. */
  readonly image: Uint8Array<ArrayBuffer>
  /** JPEG. */
  readonly thumbnail: Uint8Array<ArrayBuffer>
}

/** What a good camera makes. Decoded, that takes a hundred megabytes. */
export const MOST_PIXELS = 24_000_000
const SIDE = 1600
const THUMBNAIL = { side: 100, quality: 60 }
const SECONDS = 20

// Decoders of anything else are never reached, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp'].map((format) => `VipsForeignLoad${format}Buffer`) })
// Nobody sends the same picture twice.
sharp.cache(false)

/** @returns a reason where nothing can be made of it */
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
