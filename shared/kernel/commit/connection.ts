// Opens the first connection to DynamoDB while Lambda initialises a function, so that no request waits for the handshake.

import { type Runtime, runtime } from './runtime.ts'
import { storeClock } from './store-clock.ts'

/** Never fails: the first request reports a configuration error better. */
export const openConnection = (): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  try {
    ping(runtime()).catch(() => {})
  } catch {}
}

/** DynamoDB's health check: it needs no permission, costs nothing, and leaves a connection in the pool. */
const ping = async ({ client: { config } }: Runtime): Promise<void> => {
  const { protocol, hostname, port } = config.endpoint
    ? await config.endpoint()
    : config.endpointProvider({ Region: await config.region(), UseFIPS: await config.useFipsEndpoint() }).url
  const request = { method: 'GET', protocol, hostname, path: '/ping', query: {}, headers: { host: hostname } }
  const compare = storeClock.sends()
  const { response } = await config.requestHandler.handle(port ? { ...request, port: Number(port) } : request)
  compare(response.headers['date'])
  response.body.resume()
}
