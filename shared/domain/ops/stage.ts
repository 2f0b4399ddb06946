// The stage of an instance: this machine, or a stack by its name.

import { serviceName } from '#kernel/http/log.ts'

export interface Stage {
  readonly kind: 'LOCAL' | 'STAGING' | 'PRODUCTION'
  /** The name of the stack. */
  readonly name: string
}

/** Parts of the names of stacks that no customer uses. */
const REHEARSALS = /(^|[-_])(staging|stage|dev|test|qa|demo|preview)([-_]|\d*$)/i

export const stage = (): Stage => {
  const name = serviceName()
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return { kind: 'LOCAL', name }
  return { kind: REHEARSALS.test(name) ? 'STAGING' : 'PRODUCTION', name }
}

/** The dashboard of the stack in CloudWatch. Undefined on this machine. */
export const dashboardUrl = (): string | undefined => {
  const { AWS_LAMBDA_FUNCTION_NAME: deployed, AWS_REGION: region } = process.env
  if (!deployed || !region) return undefined
  const dashboard = encodeURIComponent(`${serviceName()}-${region}`)
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`
}
