// Plans: what a plan may look at, and what it asks the commit to do.

import type { Problem } from '#kernel/data/problem.ts'
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

/** The writes of one transaction. R, W: the modules that it may read and write; C: the problems that its writes may answer. */
export interface Writing<R extends string, W extends string, C extends string> {
  readonly writes?: readonly (Write<W, C> | Check<R, C>)[]
}

/** A transaction of its own, such as the release of an expired hold. The plan is made anew after it, whatever became of it. */
export interface First<W extends string = string, C extends string = string> {
  readonly first: readonly Write<W, C>[]
}

/** One transaction of a saga or a job, and the value that it hands to the code that follows. */
export interface StepPlan<R extends string, W extends string, C extends string, T> extends Writing<R, W, C> {
  readonly value: T
}

/** A refusal that leaves a trace: answered once the writes are stored. */
interface Refusing extends Writing<string, string, string> {
  readonly refuses: Problem
}

/** What commit() is asked to do: write and return the value, write and refuse, or write something else first. */
export type Plan<T> = StepPlan<string, string, string, T> | Refusing | First

/** Commits one transaction of a saga or a job. @throws Problem where a rule is broken */
export type CommitStep<R extends string, W extends string, C extends string = never> = <T = void>(
  plan: (context: PlanContext<R>) => Promise<StepPlan<R, W, C, T>>,
) => Promise<T>
