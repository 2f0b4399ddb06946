// Randomness that can be had again: a seed, printed where a test fails.

/** SEED in the environment repeats a run. */
export const seedOfRun = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
