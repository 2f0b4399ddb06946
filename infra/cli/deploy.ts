// `npm run deploy`: deploys the stack that the settings describe.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { settingsFrom } from '#infra/cloud/settings.ts'
import { cloudOf } from '#infra/deploy/cloud.ts'
import { deploy } from '#infra/deploy/deploy.ts'
import { planned } from '#infra/deploy/planned.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run deploy [-- -c <setting>=<value> ... --profile <name> --require-approval <level>]',
  text: `Deploys the stack that the settings describe.

It removes settings of routes that went, refuses routes that would collide, deploys the firewall of an edge first, and protects
stack and table against deletion once a deployment has succeeded. docs/deploy.md lists the settings.`,
  options: {
    context: { type: 'string', short: 'c', multiple: true },
    profile: { type: 'string' },
    'require-approval': { type: 'string' },
  },
} as const

const OUT = 'cdk.out'

await runScript(async () => {
  const { context: given = [], profile, 'require-approval': approval } = argumentsOf(usage).flags
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile
  const { context: kept = {} } = existsSync('cdk.json') ? JSON.parse(readFileSync('cdk.json', 'utf8')) : {}
  const context = { ...kept, ...Object.fromEntries(given.map(pairIn)) }
  const settings = settingsFrom((name) => context[name])
  const options = given.flatMap((one) => ['-c', one])
  const approving = approval === undefined ? [] : ['--require-approval', approval]
  await deploy(settings, options, {
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
