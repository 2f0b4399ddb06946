// Plans: the context of a plan, and the outcomes that it can return.

import type { Problem } from '#kernel/data/problem.ts'
import type { Check, Write } from '#kernel/data/write.ts'
import type { Read } from './store.ts'

/** The context of a plan: the table, the time, new ids. R: the modules that it may read. */
export interface PlanContext<R extends string> {
  readonly read: Read<R>
  /** ISO 8601 with milliseconds; renewed when the plan runs again. */
  readonly now: string
  /** A new TypeID. */
  id(prefix: string): string
  random(bytes: number): Uint8Array
}

/** Thrown by a plan that has read inconsistent items: the plan runs again. */
export class Replan extends Error {}

/** The writes of one transaction. R, W: the modules that it may read and write; C: the problems that its guards may answer. */
export interface Writing<R extends string, W extends string, C extends string> {
  readonly writes?: readonly (Write<W, C> | Check<R, C>)[]
}

/** A separate transaction, such as the release of an expired hold. The plan runs again after it, whatever its outcome. */
export interface First<R extends string = string, W extends string = string, C extends string = string> {
  readonly first: readonly (Write<W, C> | Check<R, C>)[]
  /** Present if the transaction is a part of the effect: from then on, a request without an outcome is `unavailable`. */
  readonly isPart?: true
}

/** One transaction of a saga or a job, and its result. */
export interface StepPlan<R extends string, W extends string, C extends string, T> extends Writing<R, W, C> {
  readonly value: T
}

/** A refusal with writes: the problem is answered after the writes are stored. */
interface Refusing extends Writing<string, string, string> {
  readonly refuses: Problem
}

/** The outcomes of a plan: write and return the value, write and refuse, or write something else first. */
export type Plan<T> = StepPlan<string, string, string, T> | Refusing | First

/** Commits one transaction of a saga or a job. @throws Problem if a guard is broken */
export type CommitStep<R extends string, W extends string, C extends string = never> = <T = void>(
  plan: (context: PlanContext<R>) => Promise<StepPlan<R, W, C, T> | First<R, W, C>>,
) => Promise<T>
