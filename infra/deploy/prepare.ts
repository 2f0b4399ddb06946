// The steps that CloudFormation cannot take: it does not remove route settings, and refuses routes that move.

import { isDeepStrictEqual } from 'node:util'
import { Refusal } from '#infra/local/refusal.ts'
import type { Cloud, DeployedStack } from './cloud.ts'
import { commandOf, withSetting } from './command.ts'
import { type Planned, placeOf } from './planned.ts'

/** Stacks that have never worked. CDK deletes what is left of a failed creation. */
const NEW = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_COMPLETE',
])

/** Whether the stack was deployed before. */
export const isDeployed = (stack: Pick<DeployedStack, 'status'> | undefined): boolean =>
  stack !== undefined && !NEW.has(stack.status)

/** @throws Refusal while the stack changes */
export const refuseChanging = (name: string, stack: Pick<DeployedStack, 'status'> | undefined): void => {
  const { status = '' } = stack ?? {}
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
    throw new Refusal(`The stack ${name} is in the state ${status}. Wait until it ends, then deploy again.`)
}

/**
 * What was asked before the synthesis is then no longer true.
 * @param before as it was
 * @throws Refusal if the stack is another one by now
 */
export const refuseOvertaken = async (
  cloud: Pick<Cloud, 'stack'>,
  name: string,
  before: DeployedStack | undefined,
): Promise<void> => {
  if (isDeepStrictEqual(await cloud.stack(name), before)) return
  throw new Refusal(
    `Another deployment has changed the stack ${name} meanwhile, so nothing is deployed. Take the latest main and settings, then deploy again.`,
  )
}

export interface Deploying {
  readonly name: string
  /** Of the command line, `-c name=value` among them, as given. */
  readonly options: readonly string[]
  /** What this deployment leaves out. */
  readonly without: readonly string[]
}

/**
 * Before a deployment: deletes the settings of routes that do not exist, which an interrupted one left. They would fail it.
 * @param operationOf the operation of a route key
 * @throws Refusal if a route moves to another nested stack
 */
export const prepareRoutes = async (
  cloud: Cloud,
  { name, options, without }: Deploying,
  plan: Planned,
  operationOf: (routeKey: string) => string,
): Promise<void> => {
  const apiId = await apiOf(cloud, name)
  if (apiId === undefined) return
  const keys = await cloud.routes(apiId)
  const moved = await movedRoutes(cloud, name, keys, plan)
  if (moved.length > 0) {
    const left = [...new Set([...without, ...moved.map(operationOf)])].join(',')
    const first = commandOf('deploy', withSetting(options, 'without', left))
    throw new Refusal(
      `${moved.join(', ')}: moved to another module, or renamed since before route keys named routes. API Gateway has one route for a key, so deploy twice: first "${first}", then "${commandOf('deploy', options)}". In between these routes answer 404.`,
    )
  }
  const live = new Set(keys.values())
  await deleteSettings(cloud, apiId, (routeKey) => !live.has(routeKey))
}

/**
 * After a deployment: deletes the settings of routes that have none any more. Not before it, because a deployment that fails goes back
 * to the routes of before, which would have lost their rates. @returns the route keys
 */
export const removeSettings = async (cloud: Cloud, name: string, plan: Planned): Promise<string[]> => {
  const apiId = await apiOf(cloud, name)
  return apiId === undefined ? [] : deleteSettings(cloud, apiId, (routeKey) => !plan.settings.includes(routeKey))
}

const apiOf = async (cloud: Cloud, name: string): Promise<string | undefined> =>
  (await cloud.stack(name))?.outputs['ApiId']

const deleteSettings = async (
  cloud: Cloud,
  apiId: string,
  isOver: (routeKey: string) => boolean,
): Promise<string[]> => {
  const over = (await cloud.settings(apiId)).filter(isOver)
  for (const routeKey of over) await cloud.deleteSettings(apiId, routeKey)
  return over
}

const movedRoutes = async (
  cloud: Cloud,
  name: string,
  keys: ReadonlyMap<string, string>,
  plan: Planned,
): Promise<string[]> => {
  const modules = (await cloud.resources(name)).filter(({ type }) => type === 'AWS::CloudFormation::Stack')
  const moved: string[] = []
  for (const { logicalId: module, physicalId } of modules)
    for (const { type, logicalId, physicalId: routeId } of await cloud.resources(physicalId)) {
      const key = type === 'AWS::ApiGatewayV2::Route' ? keys.get(routeId) : undefined
      const place = key === undefined ? undefined : plan.routes.get(key)
      if (key !== undefined && place !== undefined && place !== placeOf(module, logicalId)) moved.push(key)
    }
  return moved.sort()
}
