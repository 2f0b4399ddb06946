// Guards against costs, if a budget is set: the budget, and an alarm on unusual use of the table.

import type { Stack } from 'aws-cdk-lib'
import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import { told } from './alarms.ts'
import type { Settings } from './settings.ts'
import type { StoredIn } from './stored-in.ts'

interface Guarded extends Settings {
  readonly table: StoredIn
  readonly alarms: Topic
}

/** Percent of the budget that is spent, and that AWS expects to be spent by the end of the month. */
const notices = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const

/** A budget counts the whole account: costs of a stack alone would need cost allocation tags, which a deployment cannot activate. */
export const guardCosts = (stack: Stack, { name, monthlyBudget, alarms, table }: Guarded): void => {
  if (monthlyBudget === undefined) return
  alarms.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('budgets.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [alarms.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  )
  const subscribers = [{ subscriptionType: 'SNS', address: alarms.topicArn }]
  new CfnBudget(stack, 'Budget', {
    budget: {
      // Budgets are of the account, and a name can be used in several regions.
      budgetName: `${name}-${stack.region}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' },
    },
    notificationsWithSubscribers: notices.map((notice) => ({
      notification: { ...notice, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers,
    })),
  })
  new CfnAlarm(stack, 'UnusualWrites', {
    alarmDescription: told(
      'The table takes far more writes than at this time of other days: the largest part of the costs. Find the route in the access log, and set rates for it.',
    ),
    alarmActions: [alarms.topicArn],
    comparisonOperator: 'GreaterThanUpperThreshold',
    evaluationPeriods: 3,
    thresholdMetricId: 'usual',
    treatMissingData: 'notBreaching',
    metrics: [
      {
        id: 'writes',
        metricStat: {
          stat: 'Sum',
          period: 300,
          metric: {
            namespace: 'AWS/DynamoDB',
            metricName: 'ConsumedWriteCapacityUnits',
            dimensions: [{ name: 'TableName', value: table.tableName }],
          },
        },
      },
      // Ten standard deviations: only what is far outside of the usual.
      { id: 'usual', expression: 'ANOMALY_DETECTION_BAND(writes, 10)' },
    ],
  })
}
