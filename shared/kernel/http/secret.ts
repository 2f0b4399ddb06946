// Secrets Manager: reads and writes of secrets.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { callAws, domainIn, type Json } from './aws.ts'

/** @throws Error with AWS's error name */
export const callSecrets = async (
  { config }: Pick<DynamoDBDocumentClient, 'config'>,
  action: string,
  input: Json,
): Promise<Json> => {
  const region = await config.region()
  return callAws(config, {
    service: 'secretsmanager',
    url: endpointIn(region, process.env),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: input,
  })
}

/** The endpoint of the service, of all services, or of AWS in the region's partition. */
export const endpointIn = (region: string, env: Readonly<Record<string, string | undefined>>): string => {
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: own, AWS_ENDPOINT_URL: all } = env
  return own || all || `https://secretsmanager.${region}.${domainIn(region)}`
}

/**
 * The command that stores a secret of a stack, which the secret's name begins with. @param step of the command
 */
export const keysCommand = (secret: string, ...step: readonly string[]): string =>
  ['npm run keys --', ...step, `-c name=${secret.split('/')[0]}`].join(' ')

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
