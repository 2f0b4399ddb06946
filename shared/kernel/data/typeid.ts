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

export const typeIdPattern = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)
