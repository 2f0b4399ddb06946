// Calls of AWS services through the table client's credentials, connections and signer, so that no further SDK client is bundled.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'

export type Json = Readonly<Record<string, unknown>>

interface AwsCall {
  /** As in the signature. */
  readonly service: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
}

/** Posts JSON. @throws Error with AWS's error name */
export const callAws = async (
  config: DynamoDBDocumentClient['config'],
  { service, url, headers, body }: AwsCall,
): Promise<Json> => {
  const { credentials, sha256, requestHandler } = config
  const { protocol, hostname, host, port, pathname: path } = new URL(url)
  const signer = new SignatureV4({ service, region: await config.region(), credentials, sha256 })
  const request = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path,
    ...(port ? { port: Number(port) } : {}),
    headers: { host, ...headers },
    body: JSON.stringify(body),
  })
  const { response } = await requestHandler.handle(request as Parameters<typeof requestHandler.handle>[0])
  const answer = jsonIn(await textOf(response.body))
  if (response.statusCode >= 200 && response.statusCode < 300) return answer
  const { __type: type = response.headers['x-amzn-errortype'] ?? '', message, Message = message } = answer
  throw Object.assign(new Error(String(Message)), { name: String(type).replace(/^.*#/, '').replace(/:.*$/, '') })
}

/** An error of a proxy may be no JSON. */
const jsonIn = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return { message: 'The reply is not JSON.' }
  }
}

/** The domain of AWS in the region's partition. */
export const domainIn = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com')

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
