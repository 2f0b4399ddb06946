// Structured logs. What is logged is chosen member by member: no body, no header, no token ever gets here.

import { Logger } from '@aws-lambda-powertools/logger'
import { misconfiguration } from '#kernel/commit/misconfiguration.ts'

export const log = new Logger({ serviceName: 'holdfast' })

/**
 * An error without what it carries along: the SDK's hold the items of a refused transaction. What is wrong with the
 * surroundings is told in a line, because no stack helps there.
 */
export const failure = (error: unknown): { name: string; message: string; stack?: string | undefined } => {
  const lacking = misconfiguration(error)
  if (lacking) return { name: 'misconfigured', message: lacking }
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'thrown', message: `a ${typeof error} was thrown` }
}
