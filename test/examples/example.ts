// The types of a module's examples: one successful call per endpoint, and further calls.

import type { AnyContract, Endpoint } from '#kernel/http/contract.ts'
import type { Prepared } from '#kit/testing/call.ts'
import type { Example as KitExample, Examples as KitExamples, Routed } from '#kit/testing/example.ts'
import type { Unmissed as KitUnmissed } from '#kit/testing/write-mutants.ts'
import type { World } from '#test/support/people.ts'

export type Example = KitExample<World>

export type Examples<C extends AnyContract> = KitExamples<C, World>

/** Calls that a rule refuses, for endpoints whose refusals are worth a row of the bench: what is refused must be cheap. */
export type Refusals<C extends AnyContract> = { readonly [N in Routed<C>]?: Example }

/** Another way through an endpoint or a job, with writes of its own. By its name, such as `withdraw of what a lapsed billing held`. */
export type Scenarios = Readonly<Record<string, (world: World) => Promise<Call | Run>>>

interface Call extends Prepared {
  readonly endpoint: Endpoint
  /** Sent without an Idempotency-Key. */
  readonly keyless?: true
}
interface Run {
  readonly job: () => Promise<unknown>
}

/** By example or scenario, then by write. */
export type Unmissed = KitUnmissed

/** Reads that a plan makes and its transaction does not demand, and why it need not: by endpoint, then by item, as `USER/SESSION`. */
export type Undemanded = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The reason for a write that a counterexample of a guard covers instead. */
export const holds = (rule: string): string =>
  `It writes nothing, but holds the rest to a rule; the counterexample of that rule misses it. ${rule}`

/** The reason for the check that the caller has not asked for deletion. */
export const ACTIVE = { 'ConditionCheck USER/USER': holds('active') }

/** The reason for the check that the caller is an operator. */
export const OPERATOR = { 'ConditionCheck USER/USER': holds('operator') }

/** The reason for the receipt write of a saga's first transaction. */
export const HELD = 'It holds the key while the saga is under way; the last transaction fills the receipt.'

/** The exports of test/examples/<module>.ts. */
export interface ModuleExamples<C extends AnyContract> {
  readonly examples: Examples<C>
  readonly refusals?: Refusals<C>
  readonly scenarios?: Scenarios
  readonly unmissed?: Unmissed
  readonly undemanded?: Undemanded
}
