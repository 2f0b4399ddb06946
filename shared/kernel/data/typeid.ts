// TypeIDs (prefix, underscore, UUIDv7 in Crockford's base 32): sortable by creation time. https://github.com/jetify-com/typeid

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * @param timeMs the creation time, milliseconds since 1970
 * @param random 10 random bytes
 */
export const typeId = (prefix: string, timeMs: number, random: Uint8Array): string => {
  let bits = BigInt(timeMs) << 80n
  for (const [at, byte] of random.entries()) bits |= BigInt(byte) << BigInt(72 - 8 * at)
  bits = (bits & ~(0xfn << 76n)) | (7n << 76n)
  bits = (bits & ~(3n << 62n)) | (2n << 62n)
  let text = ''
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += alphabet[Number((bits >> shift) & 31n)]
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
