// argon2id for passwords: slow on purpose, so that a leaked table does not reveal them.

import { runtime } from '#kernel/commit/runtime.ts'

/** OWASP's first recommendation for argon2id: 19 MiB, two passes. About 20 ms on one core. */
export const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
export const SALT_BYTES = 16

export interface Slowness {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

export const slowHash = (
  message: string,
  nonce: Uint8Array,
  cost: Slowness = COST,
  tagLength: number = TAG_BYTES,
): Promise<Buffer> => runtime().argon2id({ ...cost, message, nonce, tagLength })
