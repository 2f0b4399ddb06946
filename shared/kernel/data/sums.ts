// Sums of the sides of equations, by bucket: a small fingerprint of any number of subjects, which are balanced if it is zero.

/** A power of two. With 8 million subjects, a bucket has about a thousand. */
const BUCKETS = 8192
const LANES = 2

/**
 * Each subject adds a weight for one side and takes it away for the other. A bucket whose subjects all balance is zero. Others
 * are zero with a probability of 2^-64; the seed makes weights that no writer can know in advance.
 */
export class Sums {
  readonly #seed: number
  readonly #sums: Int32Array

  /** @param kept the text of earlier sums with the same seed */
  constructor(seed: number, kept?: string) {
    this.#seed = seed
    this.#sums = new Int32Array(BUCKETS * LANES)
    if (kept) Buffer.from(this.#sums.buffer).set(Buffer.from(kept, 'base64'))
  }

  /** @param sides positive for one side, negative for the other */
  add(subject: string, sides: number): void {
    const [bucket, one, other] = this.#weigh(subject)
    const at = bucket * LANES
    this.#sums[at] = (this.#sums[at] ?? 0) + Math.imul(sides, one)
    this.#sums[at + 1] = (this.#sums[at + 1] ?? 0) + Math.imul(sides, other)
  }

  bucketOf(subject: string): number {
    return this.#weigh(subject)[0]
  }

  /** The buckets with a subject that does not balance. */
  get unbalanced(): number[] {
    const buckets: number[] = []
    for (let bucket = 0; bucket < BUCKETS; bucket += 1)
      if (this.#sums[bucket * LANES] || this.#sums[bucket * LANES + 1]) buckets.push(bucket)
    return buckets
  }

  toString(): string {
    return Buffer.from(this.#sums.buffer).toString('base64')
  }

  /** Three rounds of a multiplicative hash, mixed at the end. */
  #weigh(subject: string): [bucket: number, one: number, other: number] {
    let one = this.#seed ^ 0x9e3779b9
    let other = this.#seed ^ 0x41c6ce57
    let third = this.#seed ^ 0x2545f491
    for (let at = 0; at < subject.length; at += 1) {
      const code = subject.charCodeAt(at)
      one = Math.imul(one ^ code, 0x85ebca77)
      other = Math.imul(other ^ code, 0xc2b2ae3d)
      third = Math.imul(third ^ code, 0x27d4eb2f)
    }
    return [mixed(third ^ one) >>> (32 - Math.log2(BUCKETS)), mixed(one ^ (other >>> 13)), mixed(other ^ (one >>> 16))]
  }
}

const mixed = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 16), 0x21f0aaad)
  const whole = Math.imul(half ^ (half >>> 15), 0x735a2d97)
  return whole ^ (whole >>> 15)
}
