// The first connection to DynamoDB, opened while Lambda starts a function, so that its handshake is over when a request wants it.

import { type Runtime, runtime } from './runtime.ts'
import { observeStoreTime } from './store-clock.ts'

/** Never fails: what is wrong with the surroundings, the first request tells better. */
export const openConnection = (): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  try {
    ping(runtime()).catch(() => {})
  } catch {}
}

/** What load balancers ask DynamoDB: it needs no permission, costs nothing, and leaves the connection in the client's pool. */
const ping = async ({ client: { config } }: Runtime): Promise<void> => {
  const { protocol, hostname, port } = config.endpoint
    ? await config.endpoint()
    : config.endpointProvider({ Region: await config.region(), UseFIPS: await config.useFipsEndpoint() }).url
  const request = { method: 'GET', protocol, hostname, path: '/ping', query: {}, headers: { host: hostname } }
  const sentAt = Date.now()
  const { response } = await config.requestHandler.handle(port ? { ...request, port: Number(port) } : request)
  observeStoreTime(response.headers['date'], sentAt, Date.now())
  response.body.resume()
}
