// `npm run prove:iam`: asks IAM's policy simulator about every call that the tests make, under the policy of its function.

import { runScript } from '#infra/local/run-script.ts'
import { recordedCalls, textOf } from '#infra/proof/calls.ts'
import { prove, simulator } from '#infra/proof/iam.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run prove:iam',
  text: {
    en: `Asks IAM's policy simulator about every call that the tests make, under the policy of its function, and about calls that must
be denied. It needs an AWS account and the permission iam:SimulateCustomPolicy; it creates nothing and costs nothing.`,
    ko: `테스트가 하는 모든 호출을 그 함수의 정책으로, 그리고 거부되어야 하는 호출을 IAM 정책 시뮬레이터에 묻습니다. AWS 계정과
iam:SimulateCustomPolicy 권한이 필요하며, 아무것도 만들지 않고 비용도 없습니다.`,
  },
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
