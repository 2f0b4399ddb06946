// Pseudorandom numbers from a seed.

/** mulberry32. @returns numbers in [0, 1) */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** The numbers of a name do not depend on what else is drawn: what is left out of a run leaves the rest as it was. */
export const seededBy = (seed: number, name: string): (() => number) => sfc32(...digestOf(`${seed} ${name}`))

type Words = readonly [number, number, number, number]

/** cyrb128: 128 bits, so that names of one run do not meet. */
const digestOf = (text: string): Words => {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    a = b ^ Math.imul(a ^ code, 597399067)
    b = c ^ Math.imul(b ^ code, 2869860233)
    c = d ^ Math.imul(c ^ code, 951274213)
    d = a ^ Math.imul(d ^ code, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
}

const sfc32 = (...words: Words): (() => number) => {
  let [a, b, c, d] = words
  return () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
}

/** @returns an integer from 0 to bound - 1 */
export const below = (random: () => number, bound: number): number => Math.floor(random() * bound)

/** @throws if there is nothing to pick from */
export const pick = <T>(random: () => number, from: readonly T[]): T => {
  const picked = from[below(random, from.length)]
  if (picked === undefined) throw new Error('there is nothing to pick from')
  return picked
}

/** @returns one of the names, as often as its weight says */
export const weighted = <N extends string>(random: () => number, weights: Readonly<Record<N, number>>): N => {
  const names = Object.keys(weights) as N[]
  let sum = 0
  for (const name of names) sum += weights[name]
  let left = random() * sum
  for (const name of names) {
    left -= weights[name]
    if (left < 0) return name
  }
  return names.at(-1) as N
}
