// TypeIDs (prefix, underscore, UUIDv7 in Crockford's base 32): sortable by creation time. https://github.com/jetify-com/typeid

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const UUID_BYTES = 16
const TIME_BYTES = 6
const TIMES = 2 ** 48

/**
 * @param timeMs the creation time, milliseconds since 1970
 * @param random 10 random bytes
 * @throws RangeError if there is no such time
 */
export const typeId = (prefix: string, timeMs: number, random: Uint8Array): string => {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs >= TIMES) throw new RangeError(`${timeMs} is no time`)
  const uuid = new Uint8Array(UUID_BYTES)
  const time = new DataView(uuid.buffer)
  time.setUint16(0, timeMs / 2 ** 32)
  time.setUint32(2, timeMs)
  uuid.set(random, TIME_BYTES)
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x70
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  // 26 characters of 5 bits hold 130 bits: the first two are not used.
  let [text, held, count] = ['', 0, 2]
  for (const byte of uuid) {
    held = ((held << 8) | byte) & 0xfff
    count += 8
    for (; count >= 5; count -= 5) text += alphabet[(held >> (count - 5)) & 31]
  }
  return `${prefix}_${text}`
}

/** A TypeID with the creation time of another one. @param random 10 bytes */
export const typeIdOf = (prefix: string, { timeOf, random }: { timeOf: string; random: Uint8Array }): string => {
  const text = timeOf.slice(timeOf.lastIndexOf('_') + 1)
  // The first 10 of 26 characters hold two unused bits and 48 bits of time.
  const time = [...text.slice(0, 10)].reduce((bits, character) => bits * 32 + alphabet.indexOf(character), 0)
  return typeId(prefix, time, random)
}

export const typeIdPattern = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)
