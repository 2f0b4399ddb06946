// Structured logs. Every member is chosen explicitly: no body, header or token is logged.

import { Logger } from '@aws-lambda-powertools/logger'
import { misconfiguration } from '#kernel/commit/misconfiguration.ts'

/** The name of the stack, which tells the logs and metrics of several stacks apart. */
export const serviceName = (): string => process.env['POWERTOOLS_SERVICE_NAME'] || 'holdfast'

export const log = new Logger({ serviceName: serviceName() })

/**
 * Only name, message and stack: other members of SDK errors contain items of a refused transaction. A configuration error is
 * one line, because its stack does not help.
 */
export const failure = (error: unknown): { name: string; message: string; stack?: string | undefined } => {
  const lacking = misconfiguration(error)
  if (lacking) return { name: 'misconfigured', message: lacking }
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'thrown', message: `a ${typeof error} was thrown` }
}
