// Secrets Manager through the table client's credentials, connections and signer, so that no further SDK client is bundled.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'
import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import { runtime } from '#kernel/commit/runtime.ts'

type Json = Readonly<Record<string, unknown>>

/** @throws Error with AWS's error name */
export const callSecrets = async (
  { config }: Pick<DynamoDBDocumentClient, 'config'>,
  action: string,
  input: Json,
): Promise<Json> => {
  const { credentials, sha256, requestHandler } = config
  const region = await config.region()
  const { protocol, hostname, host, port } = new URL(endpointIn(region, process.env))
  const signer = new SignatureV4({ service: 'secretsmanager', region, credentials, sha256 })
  const request = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    ...(port ? { port: Number(port) } : {}),
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify(input),
  })
  const { response } = await requestHandler.handle(request as Parameters<typeof requestHandler.handle>[0])
  const answer = JSON.parse(await textOf(response.body)) as Json
  if (response.statusCode === 200) return answer
  const { __type: type = '', message, Message = message } = answer
  throw Object.assign(new Error(String(Message)), { name: String(type).replace(/^.*#/, '') })
}

/** The endpoint of the service, of all services, or of AWS in the region's partition. */
export const endpointIn = (region: string, env: Readonly<Record<string, string | undefined>>): string => {
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: own, AWS_ENDPOINT_URL: all } = env
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return own || all || `https://secretsmanager.${region}.${domain}`
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * @param remedy how to store a missing secret
 * @throws Misconfigured if the secret is missing or may not be read
 */
export const readSecret = async (name: string, remedy: string): Promise<string> => {
  try {
    const { SecretString: text } = await callSecrets(runtime().client, 'GetSecretValue', { SecretId: name })
    return String(text)
  } catch (error) {
    const { name: kind, message } = error as Error
    if (kind === 'ResourceNotFoundException') throw new Misconfigured(`The secret ${name} has no value. ${remedy}.`)
    throw kind === 'AccessDeniedException' ? new Misconfigured(message) : error
  }
}
