// Replacements for SDK code that Lambda does not need: laptops, containers and other protocols.

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/**
 * Replaces @aws-sdk/credential-provider-node: Lambda sets the credentials in the environment and stops the process before they
 * expire.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = process.env
  if (!accessKeyId || !secretAccessKey)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. This function cannot run without them.')
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) }
}

/** Lambda has no ~/.aws; without this, the SDK would look there for every option. */
export const fromSharedConfigFiles = () => async (): Promise<never> => {
  throw Object.assign(new Error('no shared configuration'), { tryNextLink: true })
}

/** The region comes from the environment, so no instance metadata is needed. */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined

/** DynamoDB is found by its region; this client does not use endpoint discovery. */
export class EndpointCache {}

interface Place {
  readonly Endpoint?: string
  readonly Region?: string
  readonly UseFIPS?: boolean
  readonly UseDualStack?: boolean
}

/** Replaces the endpoint rules of all partitions and accounts: the regional endpoint, or the given one. */
export const defaultEndpointResolver = ({ Endpoint, Region, UseFIPS, UseDualStack }: Place): { url: URL } => {
  if (UseDualStack) throw new Error('AWS_USE_DUALSTACK_ENDPOINT is set, but this bundle does not support it. Unset it.')
  const suffix = Region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return { url: new URL(Endpoint ?? `https://dynamodb${UseFIPS ? '-fips' : ''}.${Region}.${suffix}`) }
}

/** The regions of all partitions; only the replaced endpoint rules read them. */
export const partitionsInfo = { partitions: [] }
