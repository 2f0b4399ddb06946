// An account as its owner sees it: balance, held cash by billing, and the number of entries.

import { Account, type AccountItem, Entry } from '#domain/wallet/items.ts'
import type { Operation } from '#infra/simulation/linearizable.ts'
import { type Body, isOk, type Told } from '../calls.ts'
import { type Evidence, operation, SOMETIME, seen } from './evidence.ts'
import type { History } from './judge.ts'

interface State {
  readonly balance: number
  readonly seq: number
  /** Amounts by billing. */
  readonly holds: Readonly<Record<string, number>>
}

const heldIn = ({ holds }: State): number => Object.values(holds).reduce((sum, amount) => sum + amount, 0)
const availableIn = (state: State): number => state.balance - heldIn(state)
const model = {
  initial: { balance: 0, seq: 0, holds: {} } as State,
  text: ({ balance, seq, holds }: State) =>
    `balance ${balance}, seq ${seq}, held ${Object.entries(holds)
      .map((hold) => hold.join(' '))
      .sort()}`,
}

/** An entry of so many won, minus for a debit. @param told seq and balance, where they were told */
const entry =
  (change: number, told?: { seq: number; balance: number }) =>
  (state: State): State | undefined => {
    const after = { ...state, balance: state.balance + change, seq: state.seq + 1 }
    if (change < 0 && availableIn(state) < -change) return undefined
    return !told || (told.seq === after.seq && told.balance === after.balance) ? after : undefined
  }
const without = ({ holds, ...state }: State, billingId: string): State => {
  const { [billingId]: _, ...left } = holds
  return { ...state, holds: left }
}

export const accounts = (evidence: Evidence): History<State>[] =>
  evidence.items
    .filter((one) => Account.is(one))
    .map((account) => ({
      about: account.accountId,
      model,
      operations: [
        ...evidence.told.flatMap((one) => ofAccount(one, account, evidence)),
        ...ofBillings(account, evidence),
      ],
    }))

const ofAccount = (told: Told, { accountId, ownerId }: AccountItem, { people }: Evidence): Operation<State>[] => {
  const { request, answer } = told
  const { path = {}, body = {} } = request
  const amount = Number(body['amount'])
  const isOwner = people.get(request.by ?? '') === ownerId
  const refusal = answer && !isOk(answer) ? answer.body.code : undefined
  const short = (wanted: number) =>
    refusal === 'insufficient-balance' && isOwner
      ? [seen<State>(told, (state) => availableIn(state) === answer?.body.available && availableIn(state) < wanted)]
      : []
  const moves = (change: number, entered?: Body) =>
    refusal
      ? short(-change)
      : [operation(told, { apply: entry(change, entered), alike: `${request.operation} ${change}` })]
  switch (request.operation) {
    case 'wallet.deposit':
      return path['accountId'] === accountId ? moves(amount, answer?.body) : []
    case 'wallet.withdraw':
      return path['accountId'] === accountId ? moves(-amount, answer?.body) : []
    case 'wallet.transfer':
      if (body['fromAccountId'] === accountId && body['toAccountId'] !== accountId)
        return moves(-amount, answer?.body.debit)
      return body['toAccountId'] === accountId && !refusal ? moves(amount) : []
    case 'wallet.getAccount':
      return path['accountId'] === accountId && answer && !refusal ? [seen(told, shows(answer.body))] : []
    case 'wallet.getStatement': {
      const { balance, seq } = answer?.body ?? {}
      const isShown = path['accountId'] === accountId && answer && !refusal
      return isShown ? [seen<State>(told, (state) => state.balance === balance && state.seq === seq)] : []
    }
    case 'billing.createBilling':
      // Those that were made are in the table.
      return short(Number(body['cashAmount']))
    default:
      return []
  }
}

const shows =
  ({ balance, held, available, seq }: Body) =>
  (state: State): boolean =>
    state.balance === balance && heldIn(state) === held && availableIn(state) === available && state.seq === seq

/** What billings did: they are kept, and so are their entries. */
const ofBillings = ({ accountId }: AccountItem, { items, made }: Evidence): Operation<State>[] => {
  const mine = made.filter(({ billing }) => billing.accountId === accountId && billing.cashAmount > 0)
  const entries = items.filter((one) => Entry.is(one)).filter((one) => one.accountId === accountId)
  return mine.flatMap(({ billing: { billingId, cashAmount }, by }): Operation<State>[] => {
    const { began } = by
    const hold: Operation<State> = {
      ...operation<State>(by, {
        apply: (state) =>
          availableIn(state) >= cashAmount
            ? { ...state, holds: { ...state.holds, [billingId]: cashAmount } }
            : undefined,
      }),
      ended: by.ended ?? SOMETIME,
    }
    const release: Operation<State> = {
      ...{ says: `${billingId} ends`, began, ended: undefined },
      apply: (state) => (state.holds[billingId] === undefined ? undefined : without(state, billingId)),
    }
    const moved = entries
      .filter((one) => one.billingId === billingId)
      .map((one): Operation<State> => {
        const change = one.type === 'PAYMENT' ? -one.amount : one.amount
        return {
          ...{ says: `${billingId}: ${one.type} ${one.amount}, seq ${one.seq}`, began, ended: SOMETIME },
          apply: (state) => entry(change, one)(one.type === 'PAYMENT' ? without(state, billingId) : state),
        }
      })
    return [hold, release, ...moved]
  })
}
