// The synthesised stack, built once for each kind of settings, with an empty function in place of each bundle.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, CfnResource, NestedStack, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { contracts } from '#functions/api.ts'
import { type Settings, settingsFrom } from '#infra/cloud/settings.ts'
import { holdfast } from '#infra/cloud/stack.ts'
import { type AnyContract, type Endpoint, endpointsOf, type Job, jobsOf } from '#kernel/http/contract.ts'

export interface Resource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: templates are deep, and each test knows what it looks for.
  readonly Properties: any
  readonly DependsOn?: readonly string[]
}

export interface Synthesized {
  readonly settings: Settings
  readonly app: App
  readonly stack: Stack
  readonly root: Record<string, Resource>
  /** Of the nested stacks, by module. */
  readonly modules: Readonly<Record<string, Record<string, Resource>>>
}

export const entries: readonly (Endpoint | Job)[] = [...endpointsOf(contracts), ...jobsOf(contracts)]

/** The feature flags of cdk.json. */
const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8'))
/** What the CDK CLI sets: the templates name their nested templates. */
const BY_CLI = { 'aws:cdk:enable-asset-metadata': true }
const empty = mkdtempSync(join(tmpdir(), 'holdfast-'))
writeFileSync(join(empty, 'index.mjs'), 'export const handler = () => {}\n')

const made = new Map<string, Synthesized>()

/** The stack of these settings. It takes a second, so tests share it: they look at it, and change no template. */
export const synthesized = (changes: Partial<Settings> = {}): Synthesized => {
  const text = JSON.stringify(changes)
  const known = made.get(text) ?? synthesizedAnew(changes)
  made.set(text, known)
  return known
}

/** One of the caller's own. @param given contracts in place of this product's */
export const synthesizedAnew = (
  changes: Partial<Settings> = {},
  given: readonly AnyContract[] = contracts,
): Synthesized => {
  const { stackTraceLimit } = Error
  // Each of the thousand constructs captures a stack, which takes a tenth of the time.
  Error.stackTraceLimit = 0
  try {
    return synthesizedFrom(changes, given)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const synthesizedFrom = (changes: Partial<Settings>, given: readonly AnyContract[]): Synthesized => {
  const outdir = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const app = new App({ outdir, context: { ...flags, ...BY_CLI }, treeMetadata: false })
  const settings = { ...settingsFrom(() => undefined), ...changes }
  const stack = holdfast(app, settings, { contracts: given, codeOf: () => Code.fromAsset(empty) })
  const resources = (one: Stack): Record<string, Resource> => Template.fromStack(one).toJSON()['Resources'] ?? {}
  const nested = stack.node.children.filter((child) => child instanceof NestedStack)
  return {
    settings,
    app,
    stack,
    root: resources(stack),
    modules: Object.fromEntries(nested.map((one) => [one.node.id.toLowerCase(), resources(one)])),
  }
}

export const ofType = (resources: Record<string, Resource>, type: string): Resource[] =>
  Object.values(resources).filter(({ Type }) => Type === type)

/** The function of an entry with its resources. */
export const belongings = ({ stack, modules }: Synthesized, { module, name }: Pick<Endpoint, 'module' | 'name'>) => {
  const path = [module, name].map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}`)
  const nested = stack.node.findChild(path[0] as string) as NestedStack
  const made = nested.node
    .findChild(path[1] as string)
    .node.findAll()
    .filter(CfnResource.isCfnResource)
  return Object.fromEntries(
    made.map((one) => {
      const id = nested.resolve(one.logicalId) as string
      return [id, modules[module]?.[id] as Resource]
    }),
  )
}
