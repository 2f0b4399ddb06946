// The endpoints of the OpenAPI document, with their declared problems.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './server.ts'

export interface Listed {
  /** Such as "POST /matches/{matchId}/cancel". */
  readonly route: string
  readonly isPublic: boolean
  /** In the path. */
  readonly parameters: readonly string[]
  readonly query: readonly string[]
  readonly needsKey: boolean
  readonly problems: readonly string[]
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

// biome-ignore lint/suspicious/noExplicitAny: a description is walked as what it is
type Node = any

export const listed = (): Listed[] => {
  const description: Node = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'))
  const found = (node: Node): Node =>
    node?.$ref
      ? found(
          node.$ref
            .slice(2)
            .split('/')
            .reduce((at: Node, name: string) => at[name], description),
        )
      : node
  return Object.entries<Node>(description.paths).flatMap(([path, operations]) =>
    Object.entries<Node>(operations)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => {
        const parameters: Node[] = (operation.parameters ?? []).map(found)
        const named = (where: string): string[] =>
          parameters.filter((one) => one.in === where).map((one) => String(one.name))
        return {
          route: `${method.toUpperCase()} ${path}`,
          isPublic: (operation.security ?? []).length === 0,
          ...{ parameters: named('path'), query: named('query') },
          needsKey: parameters.some((one) => one.in === 'header' && one.required),
          problems: Object.values<Node>(operation.responses).flatMap((response) =>
            Object.entries<Node>(found(response).content ?? {})
              .filter(([type]) => type === 'application/problem+json')
              .flatMap(([, { examples = {} }]) => Object.keys(examples)),
          ),
        }
      }),
  )
}
