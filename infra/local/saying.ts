// Runs a script, and tells what a person can mend in one line instead of a stack.

import { Refusal } from './refusal.ts'

export const saying = async (script: () => Promise<void>): Promise<void> => {
  try {
    await script()
  } catch (error) {
    const reached = (error as { code?: string }).code === 'ECONNREFUSED'
    const known =
      error instanceof Refusal ? error.message : reached && 'the engine does not answer; is the instance still running?'
    console.error(known ? `holdfast: ${known}` : error)
    process.exitCode = 1
  }
}
