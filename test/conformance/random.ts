// Choices by a seed.

import { seeded } from '#infra/simulation/seeded.ts'

export interface Random {
  /** From 0 to below `count`. */
  below(count: number): number
  chance(probability: number): boolean
  one<T>(choices: readonly T[]): T
  /** So many of the choices, none twice. */
  some<T>(choices: readonly T[], count: number): T[]
}

export const randomOf = (seed: number): Random => {
  const next = seeded(seed)
  const below = (count: number): number => Math.floor(next() * count)
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  const some = <T>(choices: readonly T[], count: number): T[] => {
    const left = [...choices]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0] as T)
  }
  return { below, one, some, chance: (probability) => next() < probability }
}
