// `npm run probe`: makes a throw-away table and role in an AWS account, and tries which calls DynamoDB allows.

import { randomBytes } from 'node:crypto'
import { runScript } from '#infra/local/run-script.ts'
import { onThrowAway, runChecks } from '#infra/proof/probe.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run probe',
  text: `Makes a table and a role named holdfast-probe-... in the AWS account of the environment, tries which calls DynamoDB allows to the
role, and removes both. It costs less than a cent and needs an administrator's permissions.`,
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
