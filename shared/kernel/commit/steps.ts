// The transactions that a saga or a job is made of, as whoever plans them sees it.

import type { Check, Write } from '#kernel/data/write.ts'
import type { Read } from './store.ts'

/** One transaction of several. R, W: the modules that it may read and write; C: the problems that its writes may answer. */
export type Commit<R extends string, W extends string, C extends string = never> = <T = void>(
  plan: (at: At<R>) => Promise<Planned<W, C, T, R>>,
) => Promise<T>

/** What a plan between two others writes, and what it hands on. */
export interface Planned<W extends string, C extends string, T, R extends string = W> {
  readonly writes?: readonly (Write<W, C> | Check<R, C>)[]
  readonly result: T
}

/** What a plan between two others sees: a fresh look at the table, the time, new ids. */
export interface At<R extends string> {
  readonly read: Read<R>
  /** ISO 8601 with milliseconds. */
  readonly now: string
  id(prefix: string): string
  random(bytes: number): Uint8Array
}
