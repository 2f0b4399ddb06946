// What a synthesis says of a deployment that lacks something. A warning refuses the deployment.

import { Annotations, type Stack } from 'aws-cdk-lib'
import { commandOf } from '#infra/deploy/command.ts'
import { edgeStackName } from './firewall.ts'
import { keysFile, NO_KEYS, type Settings } from './settings.ts'

export const advise = (stack: Stack, { name, edge, webAclArn, publicKeys }: Settings): void => {
  // No warning: a check of the templates has no firewall to name.
  if (edge && !webAclArn)
    Annotations.of(stack).addInfoV2(
      'holdfast:no-firewall',
      `These templates have no firewall. "npm run deploy" deploys ${edgeStackName(name)} first and sets webAclArn to its output.`,
    )
  if (publicKeys === NO_KEYS)
    Annotations.of(stack).addWarningV2(
      'holdfast:no-keys',
      `${keysFile(name)} is missing. Run "${commandOf('keys', ['-c', `name=${name}`])}" before a deployment; without it, users cannot sign in.`,
    )
}
