// The table of a stack: a deployment keeps the one that the stack uses, unless the command line names another.

import { Refusal } from '#infra/local/refusal.ts'
import type { Cloud } from './cloud.ts'

interface Chosen {
  readonly name: string
  /** As the command line names it. */
  readonly tableName?: string
}

/**
 * @returns the options of the CDK CLI that name the table; none for the stack's own
 * @throws Refusal if there is no such table, or another stack uses it
 */
export const tableOptions = async (
  cloud: Cloud,
  { name, tableName }: Chosen,
  say: (line: string) => void,
): Promise<string[]> => {
  const used = await tableIn(cloud, name)
  if (tableName === undefined && (used === undefined || used.isOwn)) return []
  const wanted = tableName ?? used?.tableName ?? ''
  if (used?.isOwn && used.tableName === wanted)
    throw new Refusal(`${wanted} is the own table of the stack ${name}. Leave tableName out.`)
  const table = await cloud.table(wanted)
  if (table === undefined)
    throw new Refusal(
      `There is no table ${wanted} in this account and region, so the stack ${name} is not deployed. Give the name of a restored table with -c tableName=<name>.`,
    )
  if (used?.tableName !== wanted) await refuseUsed(cloud, wanted)
  say(
    used === undefined || used.tableName === wanted
      ? `The stack ${name} uses the table ${wanted}, which it does not own.`
      : `The stack ${name} changes from the table ${used.tableName}, which stays, to ${wanted}.`,
  )
  if (!table.isProtected) say(`${wanted} is not protected against deletion: enable it in DynamoDB.`)
  if (table.streamArn === undefined)
    say(`${wanted} has no stream, so mails wait for the job that runs each minute. Enable a stream with keys only.`)
  return ['-c', `tableName=${wanted}`, ...(table.streamArn ? ['-c', `tableStreamArn=${table.streamArn}`] : [])]
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
