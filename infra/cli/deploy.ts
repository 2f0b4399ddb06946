// `npm run deploy`: deploys the stack that the settings describe.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { contracts } from '#functions/api.ts'
import { keptContext } from '#infra/cloud/context.ts'
import { refuseUnknown, settingsFrom } from '#infra/cloud/settings.ts'
import { cloudOf } from '#infra/deploy/cloud.ts'
import { deploy, showDifference } from '#infra/deploy/deploy.ts'
import { planned } from '#infra/deploy/planned.ts'
import { keptOpenApi, refuseUntoldRenames } from '#infra/derive/renames.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run deploy [-- -c <setting>=<value> ... --difference --replace-keys --profile <name> --require-approval <level>]',
  text: {
    en: `Deploys the stack that the settings describe.

It keeps the table that the stack uses, refuses to take settings away that the command line only leaves out, refuses routes that would
collide, deploys the firewall of an edge first, removes settings of routes that went, and protects stack and table against deletion once a
deployment has succeeded. docs/deploy.md lists the settings.

  --difference    print what would change, and change nothing
  --replace-keys  deploy a keys file that lacks the newest key of the stack`,
    ko: `설정에 적힌 스택을 배포합니다.

스택이 쓰는 테이블을 유지하고, 명령줄에서 빠뜨린 설정이 없어질 배포를 거부하고, 없어진 경로의 설정을 지우고, 충돌할 경로를 거부하고, 엣지의 방화벽을 먼저 배포합니다.
배포가 성공하면 스택과 테이블을 삭제로부터 보호합니다. 설정은 docs/ko/deploy.md에 있습니다.

  --difference    바뀔 내용만 출력하고 아무것도 변경하지 않습니다
  --replace-keys  스택의 가장 새 키가 없는 키 파일을 배포합니다`,
  },
  options: {
    context: { type: 'string', short: 'c', multiple: true },
    difference: { type: 'boolean' },
    'replace-keys': { type: 'boolean' },
    profile: { type: 'string' },
    'require-approval': { type: 'string' },
  },
} as const

const OUT = 'cdk.out'

await runScript(async () => {
  const { flags } = argumentsOf(usage)
  const { context: given = [], difference, profile, 'require-approval': approval } = flags
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile
  const kept = keptContext()
  const { tableName } = kept
  if (tableName !== undefined)
    throw new Refusal(
      `cdk.json names the table ${tableName}, which would be that of every stage. Take tableName out, and give it with -c tableName=${tableName} until a deployment has succeeded: later ones of the stack keep it.`,
    )
  const context = { ...kept, ...Object.fromEntries(given.map(pairIn)) }
  refuseUnknown(Object.keys(context))
  refuseUntoldRenames(endpointsOf(contracts), keptOpenApi())
  const { AWS_REGION: region, AWS_DEFAULT_REGION: otherwise } = process.env
  const settings = settingsFrom((name) => context[name], region ?? otherwise)
  // The profile names the account, so commands in messages have it, too.
  const options = [...given.flatMap((one) => ['-c', one]), ...(profile === undefined ? [] : ['--profile', profile])]
  const approving = approval === undefined ? [] : ['--require-approval', approval]
  const chosen = { ...settings, replacesKeys: flags['replace-keys'] === true }
  await (difference ? showDifference : deploy)(chosen, options, {
    cloudIn: (region) => cloudOf(region === undefined ? {} : { region }),
    cdk: (command, ...words) => cdk([String(command), ...words, ...(command === 'deploy' ? approving : [])]),
    planned: () => planned(OUT, settings.name),
    say: (line) => console.log(line),
  })
})

function pairIn(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0) throw new Refusal(`The option -c takes <setting>=<value>, not "${text}".\nUsage: ${usage.line}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

async function cdk(words: readonly string[]): Promise<void> {
  const child = spawn('cdk', words, { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Refusal(`"cdk ${words[0]}" failed. Its messages are above.`)
}
