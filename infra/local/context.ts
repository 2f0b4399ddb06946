// The Lambda context of an invocation.

import { randomUUID } from 'node:crypto'
import type { Context } from 'aws-lambda'

/** The timeout of API Gateway. */
const TIMEOUT_MS = 30_000

/** Lambda passes no callbacks since Node 24, so they are omitted. */
export const contextOf = (operation: string): Context => {
  // Monotonic, so that a change of the wall clock does not affect the remaining time.
  const until = performance.now() + TIMEOUT_MS
  const functionName = `holdfast-${operation.replace('.', '-')}`
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: '1024',
    getRemainingTimeInMillis: () => Math.round(until - performance.now()),
  } satisfies Omit<Context, 'done' | 'fail' | 'succeed'> as Context
}
