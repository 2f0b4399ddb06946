// Routes requests as API Gateway does: literal segments outrank parameters; unmatched requests go to `$default`.

import { type Endpoint, type Routed, routeOf, takesHead } from '#kernel/http/contract.ts'
import type { LambdaHandler } from '#kernel/http/stack/stack.ts'

/** An endpoint as it is served. */
export interface Entry {
  readonly endpoint: Routed & Pick<Endpoint, 'operation'>
  readonly handler: LambdaHandler
}

export interface Match<T> {
  readonly entry: T
  readonly pathParameters?: Record<string, string>
}

export type Router<T> = (method: string, path: string) => Match<T> | undefined

interface Pattern<T> {
  readonly entry: T
  /** A literal path segment, or the name of a parameter. */
  readonly segments: readonly ({ readonly word: string } | { readonly name: string })[]
}

export const router = <T extends { readonly endpoint: Routed }>(entries: readonly T[]): Router<T> => {
  const patterns = new Map<string, Pattern<T>[]>()
  let fallback: Match<T> | undefined
  for (const entry of entries) {
    const route = routeOf(entry.endpoint)
    if (!route) {
      fallback = { entry }
      continue
    }
    const segments = split(route.path).map((text) =>
      text.startsWith('{') ? { name: text.slice(1, -1) } : { word: text },
    )
    for (const method of takesHead(entry.endpoint) ? [route.method, 'HEAD'] : [route.method]) {
      const key = `${method} ${segments.length}`
      patterns.set(key, [...(patterns.get(key) ?? []), { entry, segments }].sort(wordsFirst))
    }
  }
  return (method, path) => {
    const parts = split(path)
    for (const pattern of patterns.get(`${method} ${parts.length}`) ?? []) {
      const pathParameters = fit(pattern, parts)
      if (pathParameters) return { entry: pattern.entry, pathParameters }
    }
    return fallback
  }
}

const split = (path: string): string[] => path.split('/').slice(1)

const wordsFirst = (one: Pattern<unknown>, other: Pattern<unknown>): number => {
  const at = one.segments.findIndex((segment, index) => 'word' in segment !== 'word' in (other.segments[index] ?? {}))
  if (at === -1) return 0
  return 'word' in (one.segments[at] ?? {}) ? -1 : 1
}

const fit = ({ segments }: Pattern<unknown>, parts: readonly string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {}
  for (const [at, segment] of segments.entries()) {
    const part = parts[at] as string
    if ('name' in segment ? part === '' : decoded(part) !== segment.word) return undefined
    if ('name' in segment) parameters[segment.name] = decoded(part)
  }
  return parameters
}

/** Malformed percent-encoding is returned unchanged. */
export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
