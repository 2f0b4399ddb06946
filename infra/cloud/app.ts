// The CDK app: bundles the functions, synthesises the stack and runs two packs of cdk-nag checks.

import { Annotations, App, Validations } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { contracts } from '#functions/api.ts'
import { hasDecoder } from '#infra/bundle/decoder.ts'
import { bundleFunctions, functionFolder } from '#infra/cli/build.ts'
import { runScript } from '#infra/local/run-script.ts'
import { isArrival, jobsOf } from '#kernel/http/contract.ts'
import { acknowledge } from './acknowledged.ts'
import { advise } from './advice.ts'
import { firewall } from './firewall.ts'
import { refuseUnknown, settingsFrom } from './settings.ts'
import { holdfast } from './stack.ts'

await runScript(async () => {
  const app = new App()
  refuseUnknown(Object.keys(app.node.getAllContext()))
  const settings = settingsFrom((name) => app.node.tryGetContext(name))
  await bundleFunctions()
  const stack = holdfast(app, settings, { contracts, codeOf: (entry) => Code.fromAsset(functionFolder(entry)) })
  acknowledge(stack, settings)
  if (settings.edge) acknowledge(firewall(app, settings), settings)
  advise(stack, settings)
  if (
    !jobsOf(contracts)
      .filter(isArrival)
      .every((job) => hasDecoder(functionFolder(job)))
  )
    Annotations.of(stack).addWarningV2(
      'holdfast:no-decoder',
      'sharp is not installed for Lambda. Run "npm install --no-save --os=linux --cpu=x64 --libc=glibc sharp" before a deployment; without it, no thumbnails are created.',
    )
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  app.synth()
})
