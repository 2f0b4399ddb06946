// `npm run smoke -- <url>`: runs the README's session against an instance, and audits its table.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { runScript } from '#infra/local/run-script.ts'
import { smoke } from '#infra/proof/smoke.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run smoke -- <url>',
  text: {
    en: `Runs the README's session against the instance at the URL, then audits its table.

The users that it registers stay. With TABLE_NAME and AWS credentials it audits a table in DynamoDB, without them the instance that
runs on DATA_DIR (default .data).`,
    ko: `URL의 인스턴스에서 README의 세션을 실행한 뒤 그 테이블을 감사합니다.

등록한 사용자는 남습니다. TABLE_NAME과 AWS 자격 증명이 있으면 DynamoDB의 테이블을, 없으면 DATA_DIR(기본값 .data)에서 실행 중인
인스턴스를 감사합니다.`,
  },
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
