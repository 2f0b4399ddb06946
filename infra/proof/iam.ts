// What IAM decides about the recorded calls, each under the policy of its function, and about calls that must be denied.

import {
  type ContextEntry,
  type EvaluationResult,
  IAMClient,
  type IAMClientConfig,
  SimulateCustomPolicyCommand,
} from '@aws-sdk/client-iam'
import { contracts } from '#functions/api.ts'
import { ENCLOSING_OPERATION, grantsOf, LEADING_KEYS } from '#infra/iam/policy.ts'
import { type Endpoint, endpointsOf, isEndpoint, type Job, jobsOf } from '#kernel/http/contract.ts'
import type { Call } from './calls.ts'

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/holdfast'

/** Whether IAM allows the call under the policy document. */
export type Decide = (policy: string, call: Call) => Promise<boolean>

export interface Wrong {
  readonly call: Call
  readonly expected: 'allowed' | 'denied'
}

export interface Proof {
  readonly asked: number
  readonly wrong: readonly Wrong[]
}

export const simulator = (config: IAMClientConfig = {}): Decide => {
  const iam = new IAMClient({ maxAttempts: 8, ...config })
  return async (policy, call) => {
    const { EvaluationResults: [result] = [] } = await iam.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [policy],
        ActionNames: [`dynamodb:${call.action}`],
        ResourceArns: [call.index ? `${TABLE}/index/${call.index}` : TABLE],
        ContextEntries: contextOf(call),
      }),
    )
    return isAllowed(result)
  }
}

const isAllowed = (result: EvaluationResult | undefined): boolean => result?.EvalDecision === 'allowed'

const contextOf = ({ keys, enclosing }: Call): ContextEntry[] => [
  ...(keys
    ? [{ ContextKeyName: LEADING_KEYS, ContextKeyType: 'stringList' as const, ContextKeyValues: [...keys] }]
    : []),
  ...(enclosing
    ? [{ ContextKeyName: ENCLOSING_OPERATION, ContextKeyType: 'stringList' as const, ContextKeyValues: [enclosing] }]
    : []),
]

const WRITES = /^(Put|Update|Delete)Item$/
const STRANGE = 'NO_MODULE_HAS_THIS#x'

/** Of an allowed call the ones beside it: of a strange key, of no key, and of a write outside of a transaction. */
const denied = (call: Call): Call[] => {
  if (!call.keys) return []
  const { keys, enclosing, ...bare } = call
  return [
    { ...call, keys: [...keys, STRANGE] },
    { ...bare, ...(enclosing ? { enclosing } : {}) },
    ...(WRITES.test(call.action)
      ? [
          { ...bare, keys },
          { ...bare, keys, enclosing: 'BatchWriteItem' },
        ]
      : []),
  ]
}

/** @param onAsked called after each answer */
export const prove = async (calls: readonly Call[], decide: Decide, onAsked = (): void => {}): Promise<Proof> => {
  const entries = new Map<string, Endpoint | Job>(
    [...endpointsOf(contracts), ...jobsOf(contracts)].flatMap((entry) =>
      // Calls that were recorded before a renaming are those of the endpoint today.
      [entry.operation, ...(isEndpoint(entry) ? (entry.formerly ?? []) : [])].map((name) => [name, entry] as const),
    ),
  )
  const wrong: Wrong[] = []
  let asked = 0
  const ask = async (call: Call, expected: Wrong['expected']): Promise<void> => {
    const entry = entries.get(call.operation)
    if (!entry) return
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: grantsOf(entry, TABLE) })
    asked += 1
    if ((await decide(policy, call)) !== (expected === 'allowed')) wrong.push({ call, expected })
    onAsked()
  }
  for (const call of calls) {
    await ask(call, 'allowed')
    for (const beside of denied(call)) await ask(beside, 'denied')
  }
  return { asked, wrong }
}
