// A deployment: the table of the stack, the firewall of the edge, the steps that CloudFormation cannot take, the stack, its protection.

import { contracts } from '#functions/api.ts'
import { edgeStackName, WEB_ACL } from '#infra/cloud/firewall.ts'
import { EDGE_REGION, GIVEN, type Settings } from '#infra/cloud/settings.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { endpointsOf, routesOf } from '#kernel/http/contract.ts'
import type { Cloud, DeployedStack } from './cloud.ts'
import { refuseLosses, refuseOldKeys } from './losses.ts'
import type { Planned } from './planned.ts'
import { isDeployed, prepareRoutes, refuseChanging, refuseOvertaken, removeSettings } from './prepare.ts'
import { adoptedTable } from './table.ts'

export interface Tools {
  /** @param region undefined: the one of the environment */
  readonly cloudIn: (region?: string) => Cloud
  /** Runs the CDK CLI. @throws Refusal if it fails */
  readonly cdk: (...words: readonly string[]) => Promise<void>
  /** Reads the templates that the last synthesis wrote. */
  readonly planned: () => Planned
  readonly say: (line: string) => void
}

/** What of the settings decides about the steps. The table is that of the command line. */
export interface Chosen
  extends Pick<
    Settings,
    'name' | 'edge' | 'protect' | 'webAclArn' | 'tableName' | 'without' | 'given' | 'drop' | 'publicKeys'
  > {
  /** The keys file may lack the key of the stack. */
  readonly replacesKeys: boolean
}

/** @param options of the CDK CLI, `-c name=value` among them */
export const deploy = async (chosen: Chosen, options: readonly string[], tools: Tools): Promise<void> => {
  const { name, edge, protect, webAclArn } = chosen
  const { cloudIn, cdk, planned, say } = tools
  const cloud = cloudIn()
  const stack = await cloud.stack(name)
  refuseChanging(name, stack)
  refuseWhatGoes(stack, chosen, options, say)
  const before = isDeployed(stack)
  const table = await adoptedTable(cloud, chosen, say)
  const firewall = edge && webAclArn === undefined ? [await firewallFor(name, options, tools)] : []
  const all = [...options, ...(table?.options ?? []), ...firewall.flatMap((arn) => ['-c', `webAclArn=${arn}`])]
  await cdk('synth', '--quiet', '--strict', name, ...all, ...protection(chosen, before))
  // A function that lists by an index that is missing would answer 5xx.
  await table?.addIndexes()
  const operations = new Map(
    endpointsOf(contracts).flatMap((endpoint) =>
      routesOf(endpoint).map((route): [string, string] => [route, endpoint.operation]),
    ),
  )
  const plan = planned()
  // Minutes have passed, and hours if indexes were filled.
  await refuseOvertaken(cloud, name, stack)
  await prepareRoutes(cloud, { ...chosen, options }, plan, (route) => operations.get(route) ?? route)
  await cdk('deploy', name, '--app', 'cdk.out')
  for (const route of await removeSettings(cloud, name, plan)) say(`The settings of the route ${route} are removed.`)
  if (before || protect !== undefined) return
  say('The first deployment succeeded. A second one protects the stack and the table against deletion.')
  await cdk('deploy', name, '--strict', ...all, '-c', 'protect=true')
}

/** Prints what a deployment would change, and changes nothing. */
export const showDifference = async (chosen: Chosen, options: readonly string[], tools: Tools): Promise<void> => {
  const { name, edge, webAclArn } = chosen
  const cloud = tools.cloudIn()
  const stack = await cloud.stack(name)
  refuseWhatGoes(stack, chosen, options, tools.say)
  const table = await adoptedTable(cloud, chosen, tools.say)
  // A firewall that is not deployed yet is part of the difference.
  const arn = edge && webAclArn === undefined ? await firewallOf(name, tools) : undefined
  const firewall = arn === undefined ? [] : ['-c', `webAclArn=${arn}`]
  const stacks = edge && webAclArn === undefined ? [name, edgeStackName(name)] : [name]
  // The other methods make a change set, which needs more than to read.
  await tools.cdk(
    'diff',
    '--method=template',
    ...stacks,
    ...options,
    ...(table?.options ?? []),
    ...firewall,
    ...protection(chosen, isDeployed(stack)),
  )
}

const refuseWhatGoes = (
  stack: DeployedStack | undefined,
  chosen: Chosen,
  options: readonly string[],
  say: Tools['say'],
): void => {
  if (stack === undefined || !isDeployed(stack)) return
  if (!(GIVEN in stack.outputs))
    say(
      `The stack ${chosen.name} was deployed by an earlier edition and remembers no settings yet: what this deployment does not name with -c is taken away.`,
    )
  refuseLosses(stack, chosen, options)
  if (!chosen.replacesKeys) refuseOldKeys(stack, chosen)
}

const protection = ({ protect }: Chosen, before: boolean): string[] =>
  before && protect === undefined ? ['-c', 'protect=true'] : []

const firewallOf = async (name: string, { cloudIn }: Pick<Tools, 'cloudIn'>): Promise<string | undefined> =>
  (await cloudIn(EDGE_REGION).stack(edgeStackName(name)))?.outputs[WEB_ACL]

/** Deploys the firewall. @returns its ARN */
const firewallFor = async (name: string, options: readonly string[], tools: Tools): Promise<string> => {
  await tools.cdk('deploy', edgeStackName(name), ...options)
  const arn = await firewallOf(name, tools)
  if (arn !== undefined) return arn
  throw new Refusal(`The stack ${edgeStackName(name)} in ${EDGE_REGION} has no output ${WEB_ACL}.`)
}
