// Runs a script, and tells what a person can mend in one line instead of a stack.

import { Refusal } from './refusal.ts'

export const saying = async (script: () => Promise<void>): Promise<void> => {
  try {
    await script()
  } catch (error) {
    const known = error instanceof Refusal ? error.message : mendable(error as { name?: string; code?: string })
    console.error(known ? `holdfast: ${known}` : error)
    process.exitCode = 1
  }
}

const mendable = ({ name = '', code }: { name?: string; code?: string }): string | undefined => {
  if (code === 'ECONNREFUSED') return 'the engine does not answer; is the instance still running?'
  if (name === 'ResourceNotFoundException') return 'there is no such table; check TABLE_NAME and the region'
  if (/Credentials|UnrecognizedClient|ExpiredToken/.test(name))
    return 'AWS knows no credentials of yours; sign in to AWS first'
  return /region/i.test(name) ? 'no region; set AWS_REGION' : undefined
}
