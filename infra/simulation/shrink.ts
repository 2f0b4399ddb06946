// Shrinks what fails: leaves out parts as long as it still fails (delta debugging, ddmin).

/**
 * @param fails whether what is left still fails
 * @returns a part from which no single one can be left out, unless `tries` were used up
 */
export const shrink = async <T>(
  all: readonly T[],
  fails: (left: readonly T[]) => Promise<boolean>,
  tries = 400,
): Promise<readonly T[]> => {
  let left = all
  let tried = 0
  const isStill = async (some: readonly T[]): Promise<boolean> => {
    tried += 1
    return fails(some)
  }
  if (left.length > 0 && (await isStill([]))) return []
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what came later is needed less.
    let hasShrunk = true
    while (hasShrunk) {
      hasShrunk = false
      for (let at = Math.max(0, left.length - size); ; at = Math.max(0, at - size)) {
        if (tried >= tries) return left
        const some = [...left.slice(0, at), ...left.slice(at + size)]
        if (some.length < left.length && (await isStill(some))) {
          left = some
          hasShrunk = true
        }
        if (at === 0) break
      }
      if (size > 1) break
    }
  }
  return left
}
