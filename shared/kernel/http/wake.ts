// Starts another job at once, without waiting for it. Without a name it does nothing: the schedule runs the job, too.

import type { Runtime } from '#kernel/commit/runtime.ts'
import { callAws, domainIn } from './aws.ts'
import { failure, log } from './log.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const wake = async ({ client: { config } }: Pick<Runtime, 'client'>): Promise<void> => {
  const { WAKES: name, AWS_ENDPOINT_URL_LAMBDA: endpoint } = process.env
  if (!name) return
  try {
    const region = await config.region()
    await callAws(config, {
      service: 'lambda',
      url: `${endpoint || `https://lambda.${region}.${domainIn(region)}`}/2015-03-31/functions/${name}/invocations`,
      headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
      body: {},
    })
  } catch (error) {
    // The job runs within a minute.
    log.warn('wake', { job: name, failure: failure(error) })
  }
}
