// Scans: every item of a table once, in whatever order, over however many pages.

import { type Stage, sequenceOf } from './sequence.ts'
import { ask, type Side, textOf } from './sides.ts'

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/

/** Fills a table as some sequences do, without their mistakes. */
export const fill = async (side: Side, stage: Stage, seeds: readonly number[]): Promise<void> => {
  for (const seed of seeds)
    for (const step of sequenceOf(seed, { ...stage, prefix: `${stage.prefix}${seed}-` }))
      if (WRITES.test(step.command) && !step.mistake) await ask(side, step)
}

/** @param more of the scan's members @returns what all of its pages hold, and how many items they have seen */
export const scanned = async (side: Side, more: Record<string, unknown>): Promise<string> => {
  const items: string[] = []
  let seen = 0
  let start: unknown
  do {
    const input = { ...more, ...(start ? { ExclusiveStartKey: start } : {}) }
    const reply = await ask(side, { command: 'Scan', input })
    if ('error' in reply) return reply.error
    items.push(...(reply.output['Items'] as unknown[]).map(textOf))
    seen += Number(reply.output['ScannedCount'])
    start = reply.output['LastEvaluatedKey']
  } while (start)
  return JSON.stringify([seen, items.sort()])
}
