// Versions of stored items: readers translate an item of an earlier version, and a migration rewrites it.

import type { Item } from './condition.ts'

/** The attribute with the version. Items of the first version do not have it. */
const VERSION = 'schemaVersion'

/** Turns an item of one version into one of the next. */
type Step = (item: Item) => Item

interface Type {
  readonly prefix: string
  readonly kind: string
  is(item: object): boolean
}

interface Evolved {
  readonly type: Type
  readonly steps: readonly Step[]
}

const evolved: Evolved[] = []

/**
 * Declares the versions of an item type: the first step turns version 1 into version 2, and so on. A step is not changed once
 * it is deployed. Its result depends on the item alone.
 * @returns the attribute of items that are written in the current version, and a function that takes the declaration back
 */
export const evolves = (type: Type, ...steps: readonly Step[]) => {
  const declared = { type, steps }
  evolved.push(declared)
  return {
    current: { [VERSION]: steps.length + 1 },
    forget: (): void => {
      evolved.splice(evolved.indexOf(declared), 1)
    },
  }
}

export const hasVersions = (): boolean => evolved.length > 0

/** Whether an item is of a version that is declared. A later edition writes others. */
export const isOfDeclaredVersion = (item: Item): boolean =>
  Number(item[VERSION] ?? 1) <= (evolved.find(({ type }) => type.is(item))?.steps.length ?? 0) + 1

/** @returns the item in its current version; the same object if it has that */
export const upcast = (item: Item): Item => {
  const steps = evolved.find(({ type }) => type.is(item))?.steps
  const version = Number(item[VERSION] ?? 1)
  if (!steps || version > steps.length) return item
  const { pk, sk } = item
  const shape = steps.slice(version - 1).reduce<Item>((one, step) => step(one), item)
  return { ...shape, pk, sk, [VERSION]: steps.length + 1 }
}
