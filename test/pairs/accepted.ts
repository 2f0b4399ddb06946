// What the explorer finds and nobody mends, with the reason.

import type { Finding } from './explore.ts'

interface Accepted {
  readonly first: RegExp
  readonly second: RegExp
  readonly why: string
}

const list: readonly Accepted[] = []

export const accepted = ({ first, second }: Finding): boolean =>
  list.some((one) => one.first.test(first) && one.second.test(second))
