// The renamings that contracts must tell of: the receipts of a write stand under its first name, and a repeated request looks there.

import { Refusal } from '#infra/local/refusal.ts'
import { type Endpoint, receiptName, routeOf, takesKey } from '#kernel/http/contract.ts'
import { textAt } from './derived.ts'

/** The OpenAPI document, as far as it names operations. */
interface Named {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>
}

/** @returns the text of the document that is in version control @throws Refusal if it is missing */
export const keptOpenApi = (path = 'openapi.json'): string => {
  const text = textAt(path)
  if (text !== '') return text
  throw new Refusal(
    `${path} is missing, and only it tells which writes were renamed since. Restore it from version control, then deploy.`,
  )
}

/**
 * @param openApi the text of the document as it was last derived: it knows the earlier names
 * @throws Refusal if a write has another name there that its contract does not list, or if two have the receipts of one
 */
export const refuseUntoldRenames = (endpoints: readonly Endpoint[], openApi = textAt('openapi.json')): void => {
  const { paths = {} } = JSON.parse(openApi || '{}') as Named
  const keyed = endpoints.filter(takesKey)
  for (const endpoint of keyed) {
    const { operation, formerly = [], route, module } = endpoint
    const { method = '', path = '' } = routeOf(endpoint) ?? {}
    const before = paths[path]?.[method.toLowerCase()]?.operationId
    if (before !== undefined && before !== operation && !formerly.includes(before))
      throw new Refusal(
        `${route} was ${before} and is ${operation} now. A request that is repeated under its key would take effect again, because its receipt stands under the earlier name. Write formerly: [${[...formerly, before].map((name) => `'${name}'`).join(', ')}] into functions/${module}/contract.ts.`,
      )
  }
  for (const [name, [one, other]] of Map.groupBy(keyed, receiptName))
    if (one && other)
      throw new Refusal(
        `The receipts of ${one.operation} and ${other.operation} both stand under ${name}. Give the newer of the two another name.`,
      )
}
