// A deployment: the firewall of the edge, the steps that CloudFormation cannot take, the stack, and its protection.

import { contracts } from '#functions/api.ts'
import { edgeStackName, WEB_ACL } from '#infra/cloud/firewall.ts'
import { EDGE_REGION, type Settings } from '#infra/cloud/settings.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { endpointsOf, routesOf } from '#kernel/http/contract.ts'
import type { Cloud } from './cloud.ts'
import type { Planned } from './planned.ts'
import { isDeployed, prepareRoutes } from './prepare.ts'

export interface Tools {
  /** @param region undefined: the one of the environment */
  readonly cloudIn: (region?: string) => Cloud
  /** Runs the CDK CLI. @throws Refusal if it fails */
  readonly cdk: (...words: readonly string[]) => Promise<void>
  /** Reads the templates that the last synthesis wrote. */
  readonly planned: () => Planned
  readonly say: (line: string) => void
}

type Chosen = Pick<Settings, 'name' | 'edge' | 'protect' | 'webAclArn'>

/** @param options of the CDK CLI, `-c name=value` among them */
export const deploy = async (
  { name, edge, protect, webAclArn }: Chosen,
  options: readonly string[],
  { cloudIn, cdk, planned, say }: Tools,
): Promise<void> => {
  const cloud = cloudIn()
  const before = await isDeployed(cloud, name)
  const firewall = edge && webAclArn === undefined ? [await firewallFor(name, options, { cloudIn, cdk })] : []
  const protection = before && !protect ? ['-c', 'protect=true'] : []
  const all = [...options, ...firewall.flatMap((arn) => ['-c', `webAclArn=${arn}`])]
  await cdk('synth', '--quiet', '--strict', name, ...all, ...protection)
  const operations = new Map(
    endpointsOf(contracts).flatMap((endpoint) =>
      routesOf(endpoint).map((route): [string, string] => [route, endpoint.operation]),
    ),
  )
  const gone = await prepareRoutes(cloud, name, planned(), (route) => operations.get(route) ?? route)
  for (const route of gone) say(`The settings of the route ${route} are removed.`)
  await cdk('deploy', name, '--app', 'cdk.out')
  if (before || protect) return
  say('The first deployment succeeded. A second one protects the stack and the table against deletion.')
  await cdk('deploy', name, '--strict', ...all, '-c', 'protect=true')
}

/** Deploys the firewall. @returns its ARN */
const firewallFor = async (
  name: string,
  options: readonly string[],
  { cloudIn, cdk }: Pick<Tools, 'cloudIn' | 'cdk'>,
): Promise<string> => {
  await cdk('deploy', edgeStackName(name), ...options)
  const stack = await cloudIn(EDGE_REGION).stack(edgeStackName(name))
  const arn = stack?.outputs[WEB_ACL]
  if (arn === undefined)
    throw new Refusal(`The stack ${edgeStackName(name)} in ${EDGE_REGION} has no output ${WEB_ACL}.`)
  return arn
}
