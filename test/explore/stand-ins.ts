// Stand-ins for what is slow: the same password, salt and cost give the remembered hash. Must be loaded before any handler.

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

type Derive = typeof crypto.argon2
const known = new Map<string, NonSharedBuffer>()
const { argon2 } = crypto

const remembered: Derive = (algorithm, parameters, callback) => {
  const id = JSON.stringify([algorithm, parameters])
  const hash = known.get(id)
  if (hash) return queueMicrotask(() => callback(null, hash))
  argon2(algorithm, parameters, (error, made) => {
    if (made) known.set(id, made)
    callback(error, made)
  })
}

Object.assign(crypto, { argon2: remembered })
syncBuiltinESMExports()
