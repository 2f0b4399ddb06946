// Document paths: read, write and overlap checks.

import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { invalid } from './failure.ts'
import type { Scope } from './scope.ts'
import type { Path, PathStep } from './syntax.ts'
import type { Item } from './value.ts'

/** @returns undefined if the path has no value */
export const valueAt = (item: Item | undefined, path: Path, scope: Scope): AttributeValue | undefined => {
  const [first, ...rest] = path
  let value = item?.[scope.attribute(String(first))]
  for (const step of rest) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[scope.attribute(step)]
  return value
}

const NO_PLACE = 'The document path provided in the update expression is invalid for update'

/** Puts the value at the path into members of the caller's own; undefined removes it. What they hold is copied, not changed. */
export const putAt = (members: Members, steps: readonly PathStep[], value: AttributeValue | undefined): void => {
  const [first, ...rest] = steps
  const name = String(first)
  const container = members[name]
  if (rest.length > 0) {
    if (!container) throw invalid(NO_PLACE)
    members[name] = inside(container, rest, value)
  } else if (value) members[name] = value
  else delete members[name]
}

type Members = Record<string, AttributeValue>

const inside = (
  container: AttributeValue,
  steps: readonly PathStep[],
  value: AttributeValue | undefined,
): AttributeValue => {
  const [step] = steps
  if (typeof step === 'string') {
    if (!container.M) throw invalid(NO_PLACE)
    const members = { ...container.M }
    putAt(members, steps, value)
    return { M: members }
  }
  if (!container.L || step === undefined) throw invalid(NO_PLACE)
  return { L: withElement(container.L, step, steps.slice(1), value) }
}

const withElement = (
  list: readonly AttributeValue[],
  at: number,
  rest: readonly PathStep[],
  value: AttributeValue | undefined,
): AttributeValue[] => {
  const element = list[at]
  if (rest.length > 0) {
    if (!element) throw invalid(NO_PLACE)
    return list.with(at, inside(element, rest, value))
  }
  if (!value) return list.filter((_, place) => place !== at)
  // A position after the end appends.
  return element ? list.with(at, value) : [...list, value]
}

export const resolved = (path: Path, scope: Scope): PathStep[] =>
  path.map((step) => (typeof step === 'number' ? step : scope.attribute(step)))

/** @throws if one path contains another, or two paths conflict */
export const refuseOverlaps = (use: string, paths: readonly Path[], scope: Scope): void => {
  const known = paths.map((path) => resolved(path, scope))
  for (const [at, path] of known.entries())
    for (const [other, earlier] of known.slice(0, at).entries()) {
      const parts = earlier.findIndex((step, place) => step !== path[place])
      const [one, two] = [earlier[parts], path[parts]]
      const doOverlap = parts < 0 || two === undefined
      if (!doOverlap && typeof one === typeof two) continue
      const shown = `path one: ${scope.shown(paths[other] ?? [])}, path two: ${scope.shown(paths[at] ?? [])}`
      throw invalid(
        `Invalid ${use}: Two document paths ${doOverlap ? 'overlap' : 'conflict'} with each other; must remove or rewrite one of these paths; ${shown}`,
      )
    }
}

/** The parts of an item that a projection selects. */
export const projected = (item: Item, paths: readonly Path[], scope: Scope): Item => {
  let made: Item = {}
  for (const path of paths) {
    const value = valueAt(item, path, scope)
    if (value) made = merged(made, resolved(path, scope), value)
  }
  return made
}

const merged = (members: Item, [first, ...rest]: readonly PathStep[], value: AttributeValue): Item => ({
  ...members,
  [String(first)]: mergedValue(members[String(first)], rest, value),
})

const mergedValue = (
  there: AttributeValue | undefined,
  steps: readonly PathStep[],
  value: AttributeValue,
): AttributeValue => {
  const [step, ...rest] = steps
  if (step === undefined) return value
  // Elements keep their order, not their positions.
  if (typeof step === 'number') return { L: [...(there?.L ?? []), mergedValue(undefined, rest, value)] }
  return { M: { ...merged(there?.M ?? {}, steps, value) } }
}
