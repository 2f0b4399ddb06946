// What Lambda tells a function about itself, beside the event.

import { randomUUID } from 'node:crypto'
import type { Context } from 'aws-lambda'

/** As long as API Gateway waits. */
const TIMEOUT_MS = 30_000

/** The callbacks of old are left out, as Lambda does since Node 24. */
export const contextOf = (operation: string): Context => {
  // Monotonic, so that a step of the wall clock does not change the time that is left.
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
