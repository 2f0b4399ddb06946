// The context of cdk.json: the settings of all stages.

import { existsSync, readFileSync } from 'node:fs'
import { Refusal } from '#infra/local/refusal.ts'

interface Context extends Readonly<Record<string, unknown>> {
  readonly name?: unknown
  readonly tableName?: unknown
}

/** @throws Refusal if the file is not JSON */
export const keptContext = (file = 'cdk.json'): Context => {
  if (!existsSync(file)) return {}
  try {
    const { context = {} } = JSON.parse(readFileSync(file, 'utf8'))
    return Object(context)
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    throw new Refusal(`${file} is not JSON: ${reason}. Mend it, or restore it from version control.`)
  }
}
