// Step-by-step changes of endpoints: 10% of the calls go to a new version for 5 minutes, and back to the old one on errors.

import { Duration, Names, type Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Alias, type IFunction, type IVersion, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Endpoint } from '#kernel/http/contract.ts'
import { NAMESPACE } from '#kernel/http/metrics.ts'
import { told } from './alarms.ts'

const PERIOD = Duration.minutes(1)

type Rollout = (scope: Construct, endpoint: Endpoint, handler: LambdaFunction) => IFunction

/** @param stack of a module; its functions share an application and a role of CodeDeploy */
export const rollout = (stack: Stack): Rollout => {
  const application = new LambdaApplication(stack, 'Rollout')
  const role = new Role(stack, 'RolloutRole', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') })
  return (scope, { operation }, handler) => {
    const alias = new Alias(scope, 'Live', { aliasName: 'live', version: handler.currentVersion as IVersion })
    new LambdaDeploymentGroup(scope, 'Change', {
      application,
      role,
      alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [
        alarmOn(scope, 'Crashes', alias.metricErrors({ period: PERIOD }), `${operation} ends without a reply.`),
        alarmOn(scope, 'Failures', failuresOf(scope, handler), `${operation} answers 5xx.`),
      ],
    })
    // CDK declares optional members of its interfaces without undefined, and those of its classes with it.
    return alias as IFunction
  }
}

/** Handlers answer a failure as 5xx, which is a success to Lambda. Their log says the status. */
const failuresOf = (scope: Construct, { logGroup }: LambdaFunction): Metric => {
  const [metricNamespace, metricName] = [`${NAMESPACE}/Changes`, Names.uniqueResourceName(scope, { maxLength: 200 })]
  new MetricFilter(scope, 'FailureFilter', {
    logGroup,
    filterPattern: FilterPattern.numberValue('$.status', '>=', 500),
    metricNamespace,
    metricName,
  })
  return new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: PERIOD })
}

const alarmOn = (scope: Construct, id: string, metric: Metric, alarmDescription: string): Alarm =>
  new Alarm(scope, id, {
    alarmDescription: told(`${alarmDescription} During a change, CodeDeploy goes back to the version before.`),
    metric,
    threshold: 0,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
