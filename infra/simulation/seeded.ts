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
export const seededBy = (seed: number, name: string): (() => number) => {
  // FNV-1a
  let hash = 0x811c9dc5 ^ seed
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return seeded(hash)
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
  const entries = Object.entries<number>(weights) as [N, number][]
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  return entries.at(-1)?.[0] as N
}
