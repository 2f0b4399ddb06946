// The skeleton of an endpoint: its contract entry, a handler and an example.

import { api, contracts } from '#functions/api.ts'
import { textAt } from '#infra/derive/derived.ts'
import { exampleId } from '#infra/docs/examples.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { type AnyContract, endpointsOf, handlerPath } from '#kernel/http/contract.ts'
import { changed, importing, isThere, newFile, type Skeleton } from './skeleton.ts'

interface Wanted {
  readonly module: string
  readonly name: string
  readonly route: string
  readonly parameters: readonly string[]
}

export const endpoint = (operation: string, route: string): Skeleton => {
  const wanted = wantedOf(operation, route)
  const { module, name } = wanted
  const summary = sentenceOf(name)
  const handler = handlerPath(wanted)
  const contract = `functions/${module}/contract.ts`
  const examples = `test/examples/${module}.ts`
  return {
    files: [
      contractWith(wanted, summary),
      newFile(
        handler,
        `
// ${summary}

import { endpoint } from '#kernel/http/endpoint.ts'
import { ${module} } from './contract.ts'

export const handler = endpoint(${operation}, () => ({ reply: { done: true } }))
`,
      ),
      exampleOf(wanted),
    ],
    next: [
      `${contract}: complete auth, body, reply, problems (fails), modules it reads and writes (access) and cost (budget)`,
      `shared/domain/${module}/writes.ts and guards.ts: declare the writes and their conditions`,
      `${handler}: read the items, then return { writes, reply }`,
      `${examples}: give a call that succeeds; add \`shows\` for writes that no invariant covers`,
      'npm run derive: run it after every change of the contract',
    ],
  }
}

const wantedOf = (operation: string, route: string): Wanted => {
  const [, module = '', name = ''] = /^([a-z]+)\.([a-z][A-Za-z0-9]*)$/.exec(operation) ?? []
  if (!name) throw new Refusal(`"${operation}" is not an endpoint name. Use a name such as wallet.closeAccount.`)
  const contract = new Map<string, AnyContract>(Object.entries(api)).get(module)
  if (!contract) throw new Refusal(`There is no module ${module}. Modules: ${Object.keys(api).join(', ')}.`)
  if (contract[name])
    throw new Refusal(`functions/${module}/contract.ts already declares ${name}. Choose another name.`)
  if (!/^(GET|POST|PUT|PATCH|DELETE) (\/([a-z0-9-]+|\{\w+\}))+$/.test(route))
    throw new Refusal(`"${route}" is not a route. Use a route such as "POST /accounts/{accountId}/close".`)
  const taken = endpointsOf(contracts).find((one) => bare(one.route) === bare(route))
  if (taken) throw new Refusal(`${taken.operation} already has the route ${taken.route}. Choose another route.`)
  const parameters = [...route.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter)
  const odd = parameters.find((parameter) => !parameter.endsWith('Id'))
  if (odd)
    throw new Refusal(`{${odd}} is not an id. Use ids such as {accountId} in the route, and add {${odd}} by hand.`)
  return { module, name, route, parameters }
}

/** Routes that differ only in parameter names are the same. */
const bare = (route: string): string => route.replace(/\{\w+\}/g, '{}')

/** closeAccount: "Close account." */
const sentenceOf = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words[0]?.toUpperCase()}${words.slice(1)}.`
}

const contractWith = ({ module, name, route, parameters }: Wanted, summary: string) => {
  const path = `functions/${module}/contract.ts`
  const places = parameters.map((parameter) => ({ parameter, ...schemaOf(module, parameter) }))
  const entry = `  ${name}: {
    route: '${route}',
    summary: '${summary}',
    auth: 'user',
${places.length > 0 ? `    path: { ${places.map(({ parameter, schema }) => `${parameter}: ${schema}`).join(', ')} },\n` : ''}    reply: [200, z.object({ done: z.boolean() })],
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
`
  return places
    .flatMap(({ imports }) => imports)
    .reduce((file, [imported, from]) => importing(file, imported, from), changed(path, /^\s*\},?\s*\)\n/gm, entry))
}

type Imported = readonly [name: string, from: string]

/** The schema of a path parameter: from the contract or a domain, otherwise a plain id. */
const schemaOf = (module: string, parameter: string): { schema: string; imports: readonly Imported[] } => {
  const used = new RegExp(`path: \\{[^}]*\\b${parameter}: (\\w+)`).exec(textAt(`functions/${module}/contract.ts`))?.[1]
  if (used) return { schema: used, imports: [] }
  const name = `${parameter[0]?.toUpperCase()}${parameter.slice(1)}`
  const owner = [module, ...Object.keys(api)].find((one) =>
    textAt(`shared/domain/${one}/schema.ts`).includes(`export const ${name} = parameter(`),
  )
  if (owner) return { schema: name, imports: [[name, `#domain/${owner}/schema.ts`]] }
  return {
    schema: `parameter(idSchema('${parameter.slice(0, -2).toLowerCase()}'), NotFound)`,
    imports: [
      ['NotFound', '#kernel/data/problems.ts'],
      ['parameter', '#kernel/http/schema.ts'],
      ['idSchema', '#kernel/http/schema.ts'],
    ],
  }
}

const exampleOf = ({ module, name, parameters }: Wanted) => {
  const path = `test/examples/${module}.ts`
  if (!isThere(path)) throw new Refusal(`${path} does not exist. Create it first.`)
  const ids = parameters.map((parameter) => `${parameter}: '${exampleId(parameter.slice(0, -2).toLowerCase())}'`)
  const call = [`as: await world.stranger()`, ...(ids.length > 0 ? [`path: { ${ids.join(', ')} }`] : [])].join(', ')
  const text = textAt(path)
  const from = text.indexOf('export const examples')
  const to = text.indexOf('\n}\n', from)
  if (from < 0 || to < 0) throw new Refusal(`${path} has no list of examples. Add the example by hand.`)
  return { path, text: `${text.slice(0, to + 1)}  ${name}: async (world) => ({ ${call} }),\n${text.slice(to + 1)}` }
}
