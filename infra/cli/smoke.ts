// `npm run smoke -- <url>`: runs the README's session against an instance, and audits its table.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { runScript } from '#infra/local/run-script.ts'
import { smoke } from '#infra/proof/smoke.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run smoke -- <url>',
  text: `Runs the README's session against the instance at the URL, then audits its table.

The users that it registers stay. With TABLE_NAME and AWS credentials it audits a table in DynamoDB, without them the instance that
runs on DATA_DIR (default .data).`,
  fits: ([url = '', ...more]: readonly string[]) =>
    more.length === 0 && /^https?:$/.test(URL.parse(url)?.protocol ?? ''),
}

await runScript(async () => {
  const [url = ''] = argumentsOf(usage).words
  await smoke(url.replace(/\/+$/, ''), (line) => process.stdout.write(`${line}\n`))
  const words = ['--disable-warning=ExperimentalWarning', 'infra/cli/audit.ts']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const [code] = await once(child, 'close')
  process.stdout.write(`${text.trim().split('\n').at(-1)}\n`)
  process.exitCode = Number(code)
})
