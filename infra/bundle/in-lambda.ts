// What the SDK would look for on a laptop, in a container or in another service's protocol: in a bundle this file stands for it.

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** For @aws-sdk/credential-provider-node: Lambda puts the role's credentials into the environment, and ends the process before they do. */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = process.env
  if (!accessKeyId || !secretAccessKey)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. This function cannot run without them.')
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) }
}

/** There is no ~/.aws; the SDK would look there once for every option. */
export const fromSharedConfigFiles = () => async (): Promise<never> => {
  throw Object.assign(new Error('no shared configuration'), { tryNextLink: true })
}

/** The region is in the environment; no instance has to be asked for it. */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined

/** DynamoDB is found by its region; endpoints are discovered for another service of the same client. */
export class EndpointCache {}

interface Place {
  readonly Endpoint?: string
  readonly Region?: string
  readonly UseFIPS?: boolean
  readonly UseDualStack?: boolean
}

/** For the client's rules about every partition and account: a region's own endpoint, or the one that is given. */
export const defaultEndpointResolver = ({ Endpoint, Region, UseFIPS, UseDualStack }: Place): { url: URL } => {
  if (UseDualStack) throw new Error('AWS_USE_DUALSTACK_ENDPOINT is set, but this bundle does not support it. Unset it.')
  const suffix = Region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return { url: new URL(Endpoint ?? `https://dynamodb${UseFIPS ? '-fips' : ''}.${Region}.${suffix}`) }
}

/** Every partition's regions, which only those rules ask for. */
export const partitionsInfo = { partitions: [] }
