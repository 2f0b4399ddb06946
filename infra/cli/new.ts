// `npm run new`: writes the skeleton of a module or an endpoint. All checks pass with it.

import { runScript } from '#infra/local/run-script.ts'
import { endpoint } from '#infra/new/endpoint.ts'
import { module } from '#infra/new/module.ts'
import { build } from '#infra/new/skeleton.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run new -- module <name> | endpoint <module.name> "<METHOD> /<path>"',
  text: `Writes the skeleton of a module or an endpoint. All checks pass with it.

  npm run new -- module clubs
  npm run new -- endpoint wallet.closeAccount "POST /accounts/{accountId}/close"`,
  fits: ([kind, ...words]: readonly string[]) =>
    (kind === 'module' && words.length === 1) || (kind === 'endpoint' && words.length === 2),
}

await runScript(async () => {
  const [kind, name = '', route = ''] = argumentsOf(usage).words
  build(kind === 'module' ? module(name) : endpoint(name, route))
})
