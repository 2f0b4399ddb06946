// What a scenario declares: its parameters with their defaults, and how it runs on a stage.

import { count } from '#infra/docs/scenarios/report.ts'
import { Refusal } from '#infra/local/refusal.ts'
import type { AnyAnswer } from '#kernel/client/answer.ts'
import type { Told } from './result.ts'
import type { Stage } from './stage.ts'

export interface Parameter {
  readonly value: number
  readonly says: string
}

export type Parameters = Readonly<Record<string, Parameter>>

/** The value of each parameter. */
export type Given<P extends Parameters> = { readonly [N in keyof P]: number }

export interface Scenario<P extends Parameters = Parameters> {
  readonly name: string
  readonly says: string
  readonly parameters: P
  /** The operation that --route-rate and --reserve-hot are about. */
  readonly hot: string
  /** Prepares the stage and lets it run. */
  run(stage: Stage, given: Given<P>): Promise<Pick<Told, 'group' | 'latencyOf' | 'usageFactor' | 'facts' | 'checks'>>
}

export const scenario = <const P extends Parameters>(declared: Scenario<P>): Scenario<P> => declared

/** @throws Refusal if a call of the preparation was refused, such as one with parameters that the API does not take */
export const prepared = async <A extends AnyAnswer>(call: Promise<A>): Promise<Extract<A, { ok: true }>['body']> => {
  const answer: AnyAnswer = await call
  if (!answer.ok) throw new Refusal(`The preparation was refused: ${answer.code} ${JSON.stringify(answer.body)}`)
  return answer.body as Extract<A, { ok: true }>['body']
}

/** @returns the milliseconds from the first to the last success */
export const spanOf = ({ calls }: Stage, group: string): number => {
  const done = calls.all.filter((call) => call.group === group && call.isOk)
  if (done.length === 0) return 0
  return (
    done.reduce((last, { endedMs }) => Math.max(last, endedMs), 0) -
    done.reduce((first, { endedMs }) => Math.min(first, endedMs), Number.POSITIVE_INFINITY)
  )
}

/** @returns what callers were refused with before the last success, by code, most frequent first */
export const refusedBefore = ({ calls }: Stage, group: string): string => {
  const all = calls.all.filter((call) => call.group === group)
  const lastMs = all.reduce((last, { isOk, endedMs }) => (isOk ? Math.max(last, endedMs) : last), 0)
  const refused = all.filter(({ isOk, endedMs }) => !isOk && endedMs < lastMs)
  const byCode = [...Map.groupBy(refused, ({ code }) => code)].sort(([, one], [, other]) => other.length - one.length)
  return byCode.map(([code, { length }]) => `${code} ${count(length)}`).join(', ') || 'none'
}

/** Checks that every run must pass. */
export const soundness = async (stage: Stage): Promise<Record<string, boolean>> => {
  const { violations, unsettled } = await stage.table.audit()
  return {
    'the audit of all invariants finds nothing': violations.length === 0 && unsettled === 0,
    'no handler broke': stage.broken.length === 0,
  }
}

/** @returns how often an item type is stored, by the first part of its sort key */
export const countOf = async (
  { table }: Stage,
  isCounted: (item: { pk: string; sk: string }) => boolean,
): Promise<number> => (await table.items()).filter(({ pk, sk }) => isCounted({ pk: String(pk), sk: String(sk) })).length
