// The maximum size of a function: the limits of the suite and of `npm run bench:cold`.

import type { Metafile } from 'esbuild'
import type { Endpoint } from '#kernel/http/contract.ts'

type Output = Metafile['outputs'][string]

/** Of these, 5 KB fold the plans of requests that wait for one item, and 3 KB read items of earlier versions. */
export const MOST_BYTES = 330_000
/** The limit for endpoints that write items of three modules or more: each adds its guards. */
const MOST_BYTES_OF_MANY = 380_000
/** What a function may have beyond its limit, if it has it at all. */
const EXTRAS = [
  { has: /\/passwords\/leaked\.json$/, bytes: 28_000 },
  // One-time codes by RFC 6238, with their own hashes.
  { has: /\/@otplib\/totp\//, bytes: 30_000 },
]
/** The module's own part of a bundle: schemas, guards, views, the handler. */
export const MOST_OWN = 0.1
/** Milliseconds above an empty handler. */
export const MOST_INIT_MS = 35

/** Documents are as large as their content. */
export const weighed = (endpoint: Endpoint): boolean => endpoint.file === undefined

/** Endpoints over all invariants contain all modules. */
export const mostBytes = ({ access, operation }: Endpoint, { inputs }: Output): number => {
  const isWide = Object.keys(access).length > 2 || operation === 'ops.getInvariants'
  const extras = EXTRAS.filter(({ has }) => Object.keys(inputs).some((path) => has.test(path)))
  return extras.reduce((sum, { bytes }) => sum + bytes, isWide ? MOST_BYTES_OF_MANY : MOST_BYTES)
}

export const ownShare = ({ module }: Pick<Endpoint, 'module'>, { bytes, inputs }: Output): number => {
  const folders = [`functions/${module}/`, `shared/domain/${module}/`]
  const own = Object.entries(inputs).filter(([path]) => folders.some((folder) => path.startsWith(folder)))
  return own.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / bytes
}
