// Structured logs. What is logged is chosen member by member: no body, no header, no token ever gets here.

import { Logger } from '@aws-lambda-powertools/logger'
import { misconfiguration } from '#kernel/commit/misconfiguration.ts'

export const log = new Logger({ serviceName: 'holdfast' })

/**
 * An error without its other members: the SDK's hold the items of a refused transaction. An error of configuration is one
 * line, because a stack trace does not help there.
 */
export const failure = (error: unknown): { name: string; message: string; stack?: string | undefined } => {
  const lacking = misconfiguration(error)
  if (lacking) return { name: 'misconfigured', message: lacking }
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'thrown', message: `a ${typeof error} was thrown` }
}
