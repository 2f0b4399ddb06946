// The table in memory answers as the embedded engine does, and as what is at CONFORMANCE_ENDPOINT.

import { randomUUID } from 'node:crypto'
import { DeleteTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTable } from '#infra/local/table.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { faults, type Options, Tables } from '#infra/simulation/tables.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { compare, describeFinding, nothingPlayed, type Played, play, type Sides } from './compare.ts'
import { type Differences, embedded } from './differences.ts'
import { brokenLaws, holds, laws } from './laws.ts'
import { fill, scanned } from './scans.ts'
import { limitSteps, sizeSteps, unitSteps } from './sizes.ts'

/** `all`: as many sequences as are promised. Else a part of them, another one in each run. */
const IS_ALL = process.env['CONFORMANCE'] === 'all'
const SEQUENCES = IS_ALL ? 5000 : 100
const ONE = process.env['CONFORMANCE_SEED']
/** From where a run begins; CONFORMANCE_SEED plays one sequence alone. */
const FIRST = ONE === undefined ? (seedOfRun % 1_000_000) + 1 : Number(ONE)

/** Of this run alone. */
const TABLE = `conformance-${randomUUID()}`
const created: Sides['theirs']['client'][] = []

const sidesWith = async (
  endpoint: string | undefined,
  differences: Differences,
  options: Options = {},
): Promise<Sides> => {
  const [ours, theirs] = [memoryClient(new Tables(options)), documentClient(endpoint, 3)]
  for (const client of [ours, theirs]) await createTable(client, TABLE)
  await waitUntilTableExists({ client: theirs, maxWaitTime: 120 }, { TableName: TABLE })
  created.push(theirs)
  return { ours: { client: ours }, theirs: { client: theirs, isEventual: differences !== embedded }, differences }
}

afterAll(async () => {
  for (const client of created) await client.send(new DeleteTableCommand({ TableName: TABLE })).catch(() => {})
})

const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at)

const engines = [
  ['the embedded engine', () => inject('endpoint'), embedded],
  // AWS itself is named "aws": the environment says which account and region.
  ['CONFORMANCE_ENDPOINT', () => process.env['CONFORMANCE_ENDPOINT'], {}],
] as const

describe.each(engines)('as %s', (name, endpoint, differences) => {
  const isAbsent = name === 'CONFORMANCE_ENDPOINT' && !process.env['CONFORMANCE_ENDPOINT']
  let sides: Sides
  const met = new Map<string, number>()

  const expectAlike = ({ findings, known }: Played): void => {
    expect(findings.map(describeFinding)).toEqual([])
    for (const [difference, count] of known) met.set(difference, (met.get(difference) ?? 0) + count)
  }

  beforeAll(async () => {
    if (isAbsent) return
    const address = endpoint()
    sides = await sidesWith(address === 'aws' ? undefined : address, differences)
  })

  test.skipIf(isAbsent)(`sequences from seed ${FIRST} on`, { timeout: 3_600_000 }, async () => {
    const played = await compare(sides, TABLE, seedsFrom(FIRST, ONE === undefined ? SEQUENCES : 1), IS_ALL ? 10 : 1)
    expectAlike(played)
    console.info(
      `${name}: ${played.commands} commands alike from CONFORMANCE_SEED=${FIRST} on; known differences: ${[...played.known].map(([one, count]) => `${one} (${count})`).join(', ') || 'none'}`,
    )
  })

  test.skipIf(isAbsent)('sizes, units and limits', async () => {
    const stage = { TableName: TABLE, prefix: `${randomUUID()}-` }
    const played = nothingPlayed()
    for (const steps of [IS_ALL ? sizeSteps(stage) : [], unitSteps(stage), limitSteps(stage)])
      for (const step of steps) await play(sides, 0, [step], played)
    expectAlike(played)
  })

  test.skipIf(isAbsent)('scans', async () => {
    const seeds = seedsFrom(FIRST, 5)
    for (const { client } of [sides.ours, sides.theirs]) await createTable(client, `${TABLE}-scans`)
    const stage = { TableName: `${TABLE}-scans`, prefix: 's' }
    for (const side of [sides.ours, sides.theirs]) await fill(side, stage, seeds)
    for (const more of [
      {},
      { Limit: 3 },
      { IndexName: 'list' },
      { FilterExpression: 'attribute_exists(n)', Limit: 4 },
    ]) {
      const asked = { TableName: stage.TableName, ...more }
      expect(await scanned(sides.ours, asked), JSON.stringify(more)).toEqual(await scanned(sides.theirs, asked))
    }
    await sides.theirs.client.send(new DeleteTableCommand({ TableName: stage.TableName }))
  })

  test.skipIf(isAbsent || !IS_ALL)('every known difference is met', () =>
    expect([...met.keys()].sort()).toEqual(Object.keys(differences).sort()),
  )
})

describe('what no engine here shows', () => {
  test.each(Object.keys(laws))('%s', async (law) => {
    const [found, wanted] = await holds(law)
    expect(found).toEqual(wanted)
  })
})

describe('faults that are planted', () => {
  /** Sequences that a fault has to be found in. */
  const ENOUGH = 400
  test.each(faults)('%s is found', async (fault) => {
    if ((await brokenLaws({ fault })).length > 0) return
    const theirs = documentClient(inject('endpoint'))
    const ours = memoryClient(new Tables({ fault }))
    const TableName = `fault-${randomUUID()}`
    for (const client of [ours, theirs]) await createTable(client, TableName)
    const sides = { ours: { client: ours }, theirs: { client: theirs }, differences: embedded }
    const { findings } = await compare(sides, TableName, seedsFrom(1, ENOUGH))
    expect(findings.length).toBeGreaterThan(0)
  })

  test('without one, nothing is found', async () => expect(await brokenLaws({})).toEqual([]))
})
