// The maximum size of a function: the limits of the suite and of `npm run bench:cold`.

import type { Metafile } from 'esbuild'
import type { Endpoint } from '#kernel/http/contract.ts'

type Output = Metafile['outputs'][string]

/** Of these, 8 KB order the requests that want the same items, and fold their plans. */
export const MOST_BYTES = 330_000
/** The limit for endpoints that write items of three modules or more: each adds its guards. */
const MOST_BYTES_OF_MANY = 395_000
/** What endpoints with passwords and codes of apps add: the list of leaked passwords, otplib. */
const SECRETS = /\/users\/weak\.ts$|\/@?otplib\//
const BYTES_OF_SECRETS = 35_000
/** The module's own part of a bundle: schemas, guards, views, the handler. */
export const MOST_OWN = 0.1
/** Milliseconds above an empty handler. */
export const MOST_INIT_MS = 35

/** Documents are as large as their content. */
export const weighed = (endpoint: Endpoint): boolean => endpoint.file === undefined

/** Endpoints over all invariants contain all modules. */
export const mostBytes = ({ access, operation }: Endpoint, { inputs }: Pick<Output, 'inputs'>): number => {
  const isLarge = Object.keys(access).length > 2 || operation === 'ops.getInvariants'
  const secrets = Object.keys(inputs).some((path) => SECRETS.test(path)) ? BYTES_OF_SECRETS : 0
  return (isLarge ? MOST_BYTES_OF_MANY : MOST_BYTES) + secrets
}

export const ownShare = ({ module }: Pick<Endpoint, 'module'>, { bytes, inputs }: Output): number => {
  const folders = [`functions/${module}/`, `shared/domain/${module}/`]
  const own = Object.entries(inputs).filter(([path]) => folders.some((folder) => path.startsWith(folder)))
  return own.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / bytes
}
