// What a program that a test starts has of the test's own environment.

/** Where programs are, and what they have compiled before; nothing that tells where data is. */
export const inherited = (): { PATH: string | undefined; NODE_COMPILE_CACHE: string | undefined } => {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, NODE_COMPILE_CACHE }
}
