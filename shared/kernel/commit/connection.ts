// Opens the first connection to DynamoDB while Lambda starts a function, so that no request waits for the handshake.

import { type Runtime, runtime } from './runtime.ts'
import { observeStoreTime } from './store-clock.ts'

/** Never fails: the first request reports an error of configuration better. */
export const openConnection = (): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  try {
    ping(runtime()).catch(() => {})
  } catch {}
}

/** DynamoDB's check for load balancers: it needs no permission, costs nothing, and leaves the connection in the client's pool. */
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
