// What a function may weigh: the bars that the suite counts and `npm run bench:cold` measures.

import type { Metafile } from 'esbuild'
import type { Endpoint } from '../../shared/kernel/contract.ts'

type Output = Metafile['outputs'][string]

export const MOST_BYTES = 290_000
/** Of a bundle, what its module wrote itself: schemas, rules, views, the handler. */
export const MOST_OWN = 0.1
/** Over an empty handler, milliseconds. */
export const MOST_INIT_MS = 35

/** Documents are as large as what they show. */
export const weighed = (endpoint: Endpoint): boolean => endpoint.file === undefined

export const ownShare = ({ bytes, inputs }: Output): number => {
  const own = Object.entries(inputs).filter(([path]) => /^(functions|shared\/domain)\//.test(path))
  return own.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / bytes
}
