// Erasure: each module declares what it stores of a person, and removes it in transactions that can stop and resume anywhere.

import type { Stored } from '#kernel/data/condition.ts'
import type { Space } from '#kernel/data/item.ts'
import type { Write } from '#kernel/data/write.ts'
import type { PlanContext } from './plan.ts'

/** The person to erase. */
export interface Person {
  readonly userId: string
  readonly username: string
  readonly email: string
}

/**
 * One step of a module. `erase`: the writes of one transaction, after which the next step is planned. `later`: another job has
 * to act first. `nothing`: nothing of the person is left in the module.
 */
export type ErasureStep<M extends string> =
  | { readonly kind: 'erase'; readonly writes: readonly Write<M>[] }
  | { readonly kind: 'later' | 'nothing' }

export const nothing = { kind: 'nothing' } as const
export const later = { kind: 'later' } as const
export const erase = <M extends string>(writes: readonly Write<M>[]): ErasureStep<M> => ({ kind: 'erase', writes })

/** The person whom an item concerns. */
export interface Trace {
  readonly prefix: string
  readonly many: boolean
  is(item: object): boolean
  of(item: object): string | undefined
}

/** Declares that items of a type must be gone once the person is erased. */
export const trace = <T extends object>(
  type: { readonly prefix: string; readonly many: boolean; is(item: object): item is Stored<T> },
  of: (item: Stored<T>) => string | undefined,
): Trace => ({
  ...type,
  of: (item) => {
    try {
      return type.is(item) ? of(item) : undefined
    } catch (error) {
      // The item lacks attributes, which other invariants report.
      if (error instanceof TypeError) return undefined
      throw error
    }
  },
})

/**
 * The part of a module in an erasure. Each key prefix of the module must be named, so that a new kind of item is not forgotten.
 * M: the module; P: its prefixes.
 */
export interface Erasure<M extends string, P extends string> {
  /** What becomes of the items under each prefix: how they are erased, or why they are kept. */
  readonly fates: Readonly<Record<P, string>>
  next(at: Pick<PlanContext<M>, 'read' | 'now'>, person: Person): Promise<ErasureStep<M | 'outbox'>>
}

/** A module that keeps everything. */
export type KeptOf<S> =
  S extends Space<string, infer P>
    ? { readonly fates: Readonly<Record<P, string>>; next(): Promise<typeof nothing> }
    : never

export type ErasureOf<S> = S extends Space<infer M, infer P> ? Erasure<M, P> : never
