// Runs a script, and tells what a person can mend in one line instead of a stack.

import { misconfiguration } from '../../shared/kernel/misconfiguration.ts'
import { Refusal } from './refusal.ts'

export const saying = async (script: () => Promise<void>): Promise<void> => {
  try {
    await script()
  } catch (error) {
    const known = error instanceof Refusal ? error.message : mendable(error as { code?: string })
    console.error(known ? `holdfast: ${known}` : error)
    process.exitCode = 1
  }
}

const mendable = (error: { code?: string }): string | undefined =>
  error.code === 'ECONNREFUSED' ? 'the engine does not answer; is the instance still running?' : misconfiguration(error)
