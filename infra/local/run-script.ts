// Runs a script and prints expected failures as one line instead of a stack.

import { misconfiguration } from '#kernel/commit/misconfiguration.ts'
import { Refusal } from './refusal.ts'

export const runScript = async (script: () => Promise<void>): Promise<void> => {
  try {
    await script()
  } catch (error) {
    const known = error instanceof Refusal ? error.message : mendable(error as { code?: string })
    console.error(known ? `holdfast: ${known}` : error)
    process.exitCode = 1
  }
}

const mendable = (error: { code?: string; hostname?: string }): string | undefined => {
  if (error.code === 'ECONNREFUSED') return 'The engine does not answer. Check that the instance is running.'
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return `The host ${error.hostname} was not found. Check AWS_REGION, DYNAMODB_ENDPOINT and the network.`
  return misconfiguration(error)
}
