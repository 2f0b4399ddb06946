// The routes and route settings that a deployment would make, read from the synthesised templates.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '#infra/local/refusal.ts'

export interface Planned {
  /** By route key: the logical ids of the nested stack and of the route in it. */
  readonly routes: ReadonlyMap<string, string>
  /** The route keys with settings of their own. */
  readonly settings: readonly string[]
}

interface Resource {
  readonly Type: string
  readonly Properties?: { readonly RouteKey?: string; readonly RouteSettings?: object }
  readonly Metadata?: Readonly<Record<string, string>>
}

/** The place of a route. */
export const placeOf = (nestedStack: string, route: string): string => `${nestedStack}/${route}`

export const planned = (folder: string, stackName: string): Planned => {
  const root = resourcesIn(join(folder, `${stackName}.template.json`))
  const routes = new Map<string, string>()
  for (const [nested, { Type, Metadata }] of root) {
    const file = Metadata?.['aws:asset:path']
    if (Type !== 'AWS::CloudFormation::Stack') continue
    if (file === undefined)
      throw new Refusal('The templates do not name their nested templates. Leave asset metadata of CDK on.')
    for (const [id, { Type: type, Properties }] of resourcesIn(join(folder, file)))
      if (type === 'AWS::ApiGatewayV2::Route' && Properties?.RouteKey)
        routes.set(Properties.RouteKey, placeOf(nested, id))
  }
  const stage = root.find(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Stage')
  return { routes, settings: Object.keys(stage?.[1].Properties?.RouteSettings ?? {}) }
}

const resourcesIn = (file: string): [string, Resource][] =>
  Object.entries((JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> }).Resources)
