// `npm run prove:iam`: asks IAM's policy simulator about every call that the tests make, under the policy of its function.

import { runScript } from '#infra/local/run-script.ts'
import { recordedCalls, textOf } from '#infra/proof/calls.ts'
import { prove, simulator } from '#infra/proof/iam.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run prove:iam',
  text: `Asks IAM's policy simulator about every call that the tests make, under the policy of its function, and about calls that must
be denied. It needs an AWS account and the permission iam:SimulateCustomPolicy; it creates nothing and costs nothing.`,
}

await runScript(async () => {
  argumentsOf(usage)
  let asked = 0
  const { wrong, asked: all } = await prove(recordedCalls(), simulator(), () => {
    asked += 1
    if (asked % 100 === 0) process.stderr.write(`${asked} answers\n`)
  })
  for (const { call, expected } of wrong) process.stdout.write(`not ${expected}: ${textOf(call)}\n`)
  process.stdout.write(`${all} calls, ${wrong.length} decided otherwise than expected.\n`)
  if (wrong.length > 0) process.exitCode = 1
})
