// The table of a stack: a deployment keeps the one that the stack uses, unless the command line names another, and adds the indexes that it lacks.

import { Refusal } from '#infra/local/refusal.ts'
import type { Cloud } from './cloud.ts'

interface Chosen {
  readonly name: string
  /** As the command line names it. */
  readonly tableName?: string
  readonly given: Readonly<Record<string, string>>
}

export interface Adopted {
  /** Of the CDK CLI, which name the table. */
  readonly options: readonly string[]
  /** Adds the indexes that the table lacks, as CloudFormation adds them to the stack's own table. */
  readonly addIndexes: () => Promise<void>
}

/**
 * @returns undefined for the stack's own table
 * @throws Refusal if there is no such table, it has other keys, or another stack uses it
 */
export const adoptedTable = async (
  cloud: Cloud,
  { name, tableName, given }: Chosen,
  say: (line: string) => void,
): Promise<Adopted | undefined> => {
  const used = await tableIn(cloud, name)
  if (tableName === undefined && (used === undefined || used.isOwn)) return undefined
  const wanted = tableName ?? used?.tableName ?? ''
  if (used?.isOwn && used.tableName === wanted)
    throw new Refusal(`${wanted} is the own table of the stack ${name}. Leave tableName out.`)
  const table = await cloud.table(wanted)
  if (table === undefined)
    throw new Refusal(
      `There is no table ${wanted} in this account and region, so the stack ${name} is not deployed. Give the name of a restored table with -c tableName=<name>.`,
    )
  const { other, lacking, isProtected, streamArn } = table
  if (other.length > 0)
    throw new Refusal(
      `${wanted} is no table of Holdfast: ${other.join('; ')}. Give the name of a restored table with -c tableName=<name>.`,
    )
  if (used?.tableName !== wanted) await refuseUsed(cloud, wanted)
  say(
    used === undefined || used.tableName === wanted
      ? `The stack ${name} uses the table ${wanted}, which it does not own.`
      : `The stack ${name} changes from the table ${used.tableName}, which stays, to ${wanted}.`,
  )
  const indexes = `the ${lacking.length > 1 ? 'indexes' : 'index'} ${lacking.join(', ')}`
  if (lacking.length > 0)
    say(
      `${wanted} lacks ${indexes}. A deployment adds what is missing first; a table of many items takes hours to fill it.`,
    )
  if ('warmWrites' in given) say(`warmWrites does not change ${wanted}: warm it in DynamoDB before a launch.`)
  if (!isProtected) say(`${wanted} is not protected against deletion: enable it in DynamoDB.`)
  if (streamArn === undefined)
    say(`${wanted} has no stream, so mails wait for the job that runs each minute. Enable a stream with keys only.`)
  return {
    options: ['-c', `tableName=${wanted}`, ...(streamArn ? ['-c', `tableStreamArn=${streamArn}`] : [])],
    addIndexes: async () => {
      if (lacking.length === 0) return
      await cloud.addIndexes(wanted)
      say(`${wanted} has ${indexes} now.`)
    },
  }
}

/** Two stages with one table would read and change each other's data. */
const refuseUsed = async (cloud: Cloud, wanted: string): Promise<void> => {
  for (const [other, { outputs }] of await cloud.stacks())
    if (outputs['TableName'] === wanted)
      throw new Refusal(`The stack ${other} uses the table ${wanted}. Name a table that no other stack uses.`)
}

interface Used {
  readonly tableName: string
  /** Whether the stack made it. */
  readonly isOwn: boolean
}

/** @returns undefined if the stack is not deployed */
const tableIn = async (cloud: Cloud, name: string): Promise<Used | undefined> => {
  const tableName = (await cloud.stack(name))?.outputs['TableName']
  if (tableName === undefined) return undefined
  const own = (await cloud.resources(name)).some(({ type }) => type === 'AWS::DynamoDB::Table')
  return { tableName, isOwn: own }
}
