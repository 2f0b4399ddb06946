// `npm run probe`: makes a throw-away table and role in an AWS account, and tries which calls DynamoDB allows.

import { randomBytes } from 'node:crypto'
import { runScript } from '#infra/local/run-script.ts'
import { onThrowAway, runChecks } from '#infra/proof/probe.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run probe',
  text: {
    en: `Makes a table and a role named holdfast-probe-... in the AWS account of the environment, tries which calls DynamoDB allows to the
role, and removes both. It costs less than a cent and needs an administrator's permissions.`,
    ko: `환경의 AWS 계정에 holdfast-probe-...라는 테이블과 역할을 만들어 DynamoDB가 그 역할에 어떤 호출을 허용하는지 시험하고, 둘 다
삭제합니다. 비용은 1센트 미만이며 관리자 권한이 필요합니다.`,
  },
}

await runScript(async () => {
  argumentsOf(usage)
  const name = `holdfast-probe-${randomBytes(4).toString('hex')}`
  const say = (line: string): unknown => process.stdout.write(`${line}\n`)
  await onThrowAway(name, say, async (scene) => {
    const all = await runChecks(scene, ({ check: { what, expected }, found }) =>
      say(`${found === expected ? 'ok   ' : 'WRONG'} ${found.padEnd(8)} ${what}`),
    )
    const wrong = all.filter(({ check, found }) => check.expected !== found).length
    say(`${all.length} calls, ${wrong} decided otherwise than expected.`)
    if (wrong > 0) process.exitCode = 1
  })
})
