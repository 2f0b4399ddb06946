// Plays sequences on both sides, and tells where they differ.

import { setTimeout as pause } from 'node:timers/promises'
import type { Differences } from './differences.ts'
import { partitionsOf, type Stage, type Step, sequenceOf } from './sequence.ts'
import { ask, isAlike, type Reply, type Side, textOf } from './sides.ts'

export interface Sides {
  /** The table in memory. */
  readonly ours: Side
  readonly theirs: Side
  /** Which of them are known. */
  readonly differences: Differences
}

export interface Finding {
  readonly seed: number
  readonly step: Step
  readonly ours: Reply
  readonly theirs: Reply
}

export interface Played {
  commands: number
  /** Names of the known differences that were met, and how often. */
  readonly known: Map<string, number>
  readonly findings: Finding[]
}

const LOOKS = 25
const LOOK_MS = 200

const asks = async ({ ours, theirs }: Sides, step: Step): Promise<[Reply, Reply]> => {
  const own = await ask(ours, step)
  let other = await ask(theirs, step)
  for (let look = 0; look < LOOKS && step.index && theirs.isEventual && !isAlike(own, other); look += 1) {
    await pause(LOOK_MS)
    other = await ask(theirs, step)
  }
  return [own, other]
}

/** Plays steps until the sides differ in a way that is not known. */
export const play = async (sides: Sides, seed: number, steps: readonly Step[], played: Played): Promise<void> => {
  const left = [...steps]
  for (let step = left.shift(); step; step = left.shift()) {
    played.commands += 1
    const [ours, theirs] = await asks(sides, step)
    if (isAlike(ours, theirs)) {
      left.unshift(...nextPage(step, ours))
      continue
    }
    const known = Object.entries(sides.differences).find(([, { applies }]) => applies(step, ours, theirs))
    if (!known) {
      played.findings.push({ seed, step, ours, theirs })
      return
    }
    played.known.set(known[0], (played.known.get(known[0]) ?? 0) + 1)
    // What one of the two let pass may have left other contents.
    if ('output' in ours !== 'output' in theirs) return
  }
}

/** The same query from where its page ended. */
const nextPage = (step: Step, reply: Reply): Step[] => {
  const ExclusiveStartKey = step.command === 'Query' && 'output' in reply && reply.output['LastEvaluatedKey']
  return ExclusiveStartKey ? [{ ...step, input: { ...step.input, ExclusiveStartKey } }] : []
}

const contents = ({ TableName }: Stage, partition: string): Step => ({
  command: 'Query',
  input: {
    ...{ TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: partition } } },
    ...{ ConsistentRead: true, ReturnConsumedCapacity: 'INDEXES' },
  },
})

export const nothingPlayed = (): Played => ({ commands: 0, known: new Map(), findings: [] })

/** @param most findings after which it ends */
export const compare = async (sides: Sides, table: string, seeds: Iterable<number>, most = 1): Promise<Played> => {
  const played = nothingPlayed()
  for (const seed of seeds) {
    const stage = { TableName: table, prefix: `${seed}-` }
    const steps = [...sequenceOf(seed, stage), ...partitionsOf(stage).map((partition) => contents(stage, partition))]
    await play(sides, seed, steps, played)
    if (played.findings.length >= most) break
  }
  return played
}

export const describeFinding = ({ seed, step, ours, theirs }: Finding): string =>
  [
    `CONFORMANCE_SEED=${seed}: ${step.command}${step.mistake ? `, with ${step.mistake}` : ''}`,
    ...[`asked  ${textOf(step.input)}`, `ours   ${textOf(ours)}`, `theirs ${textOf(theirs)}`],
  ].join('\n')
