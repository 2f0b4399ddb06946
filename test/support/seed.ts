// Randomness that can be had again: a seed, printed where a test fails.

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

/** SEED in the environment repeats a run. */
export const seedOfRun = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
