// Judges the history of every account, match, campaign and room: whether one order explains what everybody was told.

import { linearize, type Model, type Operation } from '#infra/simulation/linearizable.ts'
import type { Item } from '#kernel/data/condition.ts'
import { type Call, toldOf } from '../calls.ts'
import { accounts } from './account.ts'
import { campaigns } from './campaign.ts'
import { evidenceOf } from './evidence.ts'
import { matches } from './match.ts'
import { rooms } from './room.ts'

/** The history of one object. */
export interface History<S> {
  readonly about: string
  readonly model: Model<S>
  readonly operations: readonly Operation<S>[]
}

export interface Judged {
  readonly failures: readonly string[]
  readonly histories: number
  readonly operations: number
  /** Histories whose search was given up. */
  readonly undecided: number
}

export const judge = (calls: readonly Call[], items: readonly Item[]): Judged => {
  const evidence = evidenceOf(calls.flatMap(toldOf), items)
  const verdicts = [
    ...accounts(evidence).map(verdictOf),
    ...matches(evidence).map(verdictOf),
    ...campaigns(evidence).map(verdictOf),
    ...rooms(evidence).map(verdictOf),
  ]
  return {
    failures: verdicts.flatMap(({ failures }) => failures),
    histories: verdicts.length,
    operations: verdicts.reduce((sum, { size }) => sum + size, 0),
    undecided: verdicts.filter(({ isUndecided }) => isUndecided).length,
  }
}

const verdictOf = <S>({ about, model, operations }: History<S>) => {
  const verdict = linearize(operations, model)
  const failures =
    verdict.kind === 'broken'
      ? [
          [
            `no order explains what was told of ${about}. The longest one that does:`,
            ...verdict.order.map((one) => `    ${one}`),
            `  leaves ${verdict.state}. What follows does not fit:`,
            ...verdict.stuck.map((one) => `    ${one}`),
          ].join('\n'),
        ]
      : []
  return { failures, size: operations.length, isUndecided: verdict.kind === 'undecided' }
}
