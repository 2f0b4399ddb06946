// A fast, deterministic stand-in for argon2id, for simulations and for tests on a table in memory.

import { type Argon2Parameters, createHash } from 'node:crypto'

export const quickHash = async ({ message, nonce, tagLength }: Argon2Parameters): Promise<Buffer> =>
  createHash('shake256', { outputLength: tagLength })
    .update(Buffer.from(nonce as Uint8Array))
    .update(message as string)
    .digest()
