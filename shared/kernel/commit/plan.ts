// Plans: what a plan may look at, and what one step of a saga or a job writes and hands on.

import type { Check, Write } from '#kernel/data/write.ts'
import type { Read } from './store.ts'

/** What a plan sees: the table, the time, new ids. R: the modules that it may read. */
export interface PlanContext<R extends string> {
  readonly read: Read<R>
  /** ISO 8601 with milliseconds; it moves on when the plan is made anew. */
  readonly now: string
  /** A new TypeID. */
  id(prefix: string): string
  random(bytes: number): Uint8Array
}

/** Thrown by a plan that read items of different moments: the plan is made anew. */
export class Replan extends Error {}

/** Commits one transaction of a saga or a job. R, W: the modules that it may read and write; C: the problems that its writes may answer. */
export type CommitStep<R extends string, W extends string, C extends string = never> = <T = void>(
  plan: (context: PlanContext<R>) => Promise<StepPlan<R, W, C, T>>,
) => Promise<T>

/** What a step writes, and the value that it hands to the code that follows. */
export interface StepPlan<R extends string, W extends string, C extends string, T> {
  readonly writes?: readonly (Write<W, C> | Check<R, C>)[]
  readonly value: T
}
