// `npm run new`: writes the skeleton of a module or an endpoint. All checks pass with it.

import { runScript } from '#infra/local/run-script.ts'
import { endpoint } from '#infra/new/endpoint.ts'
import { module } from '#infra/new/module.ts'
import { build } from '#infra/new/skeleton.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run new -- module <name> | endpoint <module.name> "<METHOD> /<path>"',
  text: {
    en: `Writes the skeleton of a module or an endpoint. All checks pass with it.

  npm run new -- module clubs
  npm run new -- endpoint wallet.closeAccount "POST /accounts/{accountId}/close"`,
    ko: `모듈이나 엔드포인트의 뼈대를 만듭니다. 만든 그대로 모든 검사를 통과합니다.

  npm run new -- module clubs
  npm run new -- endpoint wallet.closeAccount "POST /accounts/{accountId}/close"`,
  },
  fits: ([kind, ...words]: readonly string[]) =>
    (kind === 'module' && words.length === 1) || (kind === 'endpoint' && words.length === 2),
}

await runScript(async () => {
  const [kind, name = '', route = ''] = argumentsOf(usage).words
  build(kind === 'module' ? module(name) : endpoint(name, route))
})
