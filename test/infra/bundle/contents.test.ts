// The contents of each bundle, from esbuild's metafile, so that no update makes a function heavy unnoticed.

import { describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, handlerPath, isArrival, isEndpoint, jobsOf } from '#kernel/http/contract.ts'
import { useBundles } from './bundle.ts'
import { MOST_OWN, mostBytes, ownShare, weighed } from './weight.ts'

const bundles = useBundles()
const all = [...endpointsOf(contracts), ...jobsOf(contracts)].map((entry) => ({ name: entry.operation, entry }))
const light = all.filter(({ entry }) => isEndpoint(entry) && weighed(entry))
const inputsOf = (entry: { module: string; name: string }): string[] => Object.keys(bundles.outputOf(entry).inputs)

/** Code that only laptops, other services or the build need. */
const unwanted = [
  /node_modules\/@aws-sdk\/(credential-provider|nested-clients|token-providers)/,
  /node_modules\/@aws-sdk\/client-dynamodb\/dist-es\/endpoint\/bdd/,
  /node_modules\/@smithy\/(credential-provider-imds|fetch-http-handler)/,
  /submodules\/event-streams\/(?!index\.js)/,
  /shared-ini-file-loader\/(load|read|parse)/,
  /node_modules\/(mnemonist|aws-cdk-lib|constructs|cdk-nag|zod-openapi|esbuild)\//,
  /node_modules\/zod\/v4\/locales\/(?!en\.js|index\.js)/,
  /node_modules\/zod\/v4\/(classic|core\/(to-json-schema|json-schema))/,
  /^(test|infra)\/(?!bundle\/in-lambda\.ts)/,
]

describe('every function', () => {
  test.each(all)('$name is whole, and has nothing that Lambda does not need', ({ entry }) => {
    const { imports, exports } = bundles.outputOf(entry)
    const decodes = !isEndpoint(entry) && isArrival(entry)
    const found = imports.filter(({ kind }) => kind !== 'dynamic-import').map(({ path }) => path)
    expect(found, 'what is compiled lies beside it').toEqual(decodes ? ['sharp'] : [])
    expect(exports).toEqual(['handler'])
    const inputs = inputsOf(entry)
    expect(inputs).toContain('infra/bundle/in-lambda.ts')
    expect(inputs.filter((path) => unwanted.some((pattern) => pattern.test(path)))).toEqual([])
  })

  test.each(all)('$name has nothing that schemas say for documents alone', ({ entry }) => {
    const documented = bundles.outputOf(entry).inputs['shared/kernel/data/documented.ts']
    expect(documented?.bytesInOutput ?? 0).toBe(0)
  })

  test.each(all)('$name has no other handler', ({ entry }) => {
    const handlers = new Set(all.map((one) => handlerPath(one.entry)))
    expect(inputsOf(entry).filter((path) => handlers.has(path))).toEqual([handlerPath(entry)])
  })

  test.each(all)('$name pays, and so knows the keys of gateways, if its contract says so', ({ entry }) => {
    const asks = inputsOf(entry).includes('shared/flows/payment/gateways.ts')
    expect(asks).toBe(entry.pays === true)
  })

  /** These cover the whole API, all invariants, or the erasure of all modules. */
  const wide = ['ops.unknownRoute', 'ops.getInvariants', 'ops.auditTable', 'users.eraseUsers']
  test.each(all.filter(({ name }) => !wide.includes(name)))('$name has no other module', ({ entry }) => {
    const own = new Set([entry.module, ...Object.keys(entry.access)])
    // Problems and schemas of other endpoints are in the contract, which covers the whole module.
    const code = inputsOf(entry).filter((path) => !/\/(problems|schema)\.ts$/.test(path))
    const modules = code.flatMap((path) => /^(?:functions|shared\/domain)\/(\w+)\//.exec(path)?.[1] ?? [])
    expect([...new Set(modules)].filter((module) => !own.has(module))).toEqual([])
  })
})

test('only the audit and the catalogue have invariants', () => {
  const having = all.filter(({ entry }) =>
    inputsOf(entry).some((path) => /^shared\/(domain|flows)\/\w+\/invariants\.ts/.test(path)),
  )
  expect(having.map(({ name }) => name)).toEqual(['ops.getInvariants', 'ops.auditTable'])
})

test('a function has its own entry of a contract, and no other', () => {
  for (const { entry } of all) {
    const contracts = inputsOf(entry).filter((path) => /^functions\/\w+\/contract\.ts/.test(path))
    expect(contracts).toEqual([`functions/${entry.module}/contract.ts?${entry.name}`])
  }
})

describe('every endpoint but those that are files', () => {
  test.each(light)(`$name keeps to the bar, and a tenth of it is its module's own`, ({ entry }) => {
    const output = bundles.outputOf(entry)
    expect(output.bytes).toBeLessThanOrEqual(mostBytes(entry as Endpoint, output))
    expect(ownShare(entry, output)).toBeLessThanOrEqual(MOST_OWN)
  })
})
