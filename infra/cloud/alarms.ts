// The alarms of a deployment.

import { Duration, type Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { table as shape } from '#kernel/data/key.ts'
import { metric as kernel } from '#kernel/http/metrics.ts'
import { dashboard, gateway, own, store } from './dashboard.ts'
import { isLeftOut, type Settings } from './settings.ts'
import type { StoredIn } from './stored-in.ts'

export interface Watched extends Settings {
  readonly table: StoredIn
  readonly api: HttpApi
  /** The calls of this API that Lambda throttled. */
  readonly throttled: IMetric
  readonly alarms: ITopic
}

/** What an alarm says: what is wrong, what to do first, and where the rest stands. */
export const told = (when: string): string => `${when} See "Alarms" in docs/operate.md.`

/** The topic of the alarms. Without alarmEmail it has no subscriber. */
export const alarmTopic = (stack: Stack, { alarmEmail }: Settings): Topic => {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true })
  // A topic policy replaces the default policy, which would let the account's alarms publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  )
  if (alarmEmail) topic.addSubscription(new EmailSubscription(alarmEmail))
  return topic
}

interface Call {
  readonly when: string
  readonly metric: IMetric
  /** The highest acceptable value in each of this many consecutive periods. Absent: any value is, and none is not. */
  readonly above?: number
  readonly periods: number
  readonly missing?: TreatMissingData
}

export const watch = (stack: Stack, watched: Watched): void => {
  for (const [id, { when, metric, above, periods, missing }] of Object.entries(callsFor(watched)))
    new Alarm(stack, id, {
      alarmDescription: told(when),
      metric,
      threshold: above ?? 1,
      evaluationPeriods: periods,
      comparisonOperator:
        above === undefined ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(watched.alarms))
  dashboard(stack, watched)
}

const callsFor = ({ name, table, api, throttled, without }: Watched): Record<string, Call> => ({
  ServerErrors: {
    when: 'Requests end in 5xx: a bug, an unreachable table, or too many writers on one item (busy). Read the log of the API.',
    metric: gateway(api, '5xx'),
    above: 5,
    periods: 1,
  },
  FunctionsThrottled: {
    when: 'Lambda throttles endpoints of this stack, and their callers get 503. If they are those that the setting reserve names, their reserve is reached: raise it, or leave it for a launch. Otherwise the account is at its limit of concurrent executions, over all its stacks: request a higher one.',
    metric: throttled,
    above: 0,
    periods: 1,
  },
  ...throttles(table),
  Conflicts: {
    when: 'Transactions conflict on the same items far more often than usual: callers wait, and some get 503 busy. Find the operation by "conflicts" in the log lines of the functions.',
    metric: store(table, 'TransactionConflict'),
    above: 1000,
    periods: 3,
  },
  // A job that is left out does not run on purpose.
  ...(isLeftOut({ module: 'ops', operation: 'ops.auditTable' }, without)
    ? {}
    : {
        Violations: {
          when: 'The audit found stored data that breaks an invariant. Read GET /ops/invariants.',
          metric: own(name, kernel.violations, 'Maximum'),
          above: 0,
          periods: 1,
          // The audit runs once a day, so a violation stays in alarm until the next clean audit.
          missing: TreatMissingData.IGNORE,
        },
        AuditLag: {
          when: 'No audit has ended for two days. Read the log of ops.auditTable; a table that is too large for it is audited as an export.',
          metric: own(name, kernel.violations, 'SampleCount', { period: Duration.days(1) }),
          periods: 2,
          missing: TreatMissingData.BREACHING,
        },
      }),
  ...(isLeftOut({ module: 'events', operation: 'events.deliverEvents' }, without)
    ? {}
    : {
        LateDeliveries: {
          when: 'Events have not reached a webhook or the bus for more than half an hour. Read GET /webhook-endpoints with the deliveries of what fails, and the log of events.deliverEvents: a webhook that fails for 5 days is disabled, and its events are lost. That the alarm ends does not say that anything arrives.',
          // The later attempts of a delivery are hours apart.
          metric: own(name, kernel.lateDeliveries, 'Sum', { period: Duration.hours(6) }),
          above: 0,
          periods: 1,
        },
      }),
  ...(isLeftOut({ module: 'matches', operation: 'matches.sweepSeats' }, without)
    ? {}
    : {
        SweeperLag: {
          when: 'Seats with an expired hold are not released, or the sweeper does not run. Read the log of matches.sweepSeats.',
          metric: own(name, kernel.sweeperLag, 'Maximum'),
          above: 5 * 60 * 1000,
          periods: 2,
          missing: TreatMissingData.BREACHING,
        },
      }),
  ...(isLeftOut({ module: 'billing', operation: 'billing.reconcileBillings' }, without)
    ? {}
    : {
        ReconcilerLag: {
          when: 'Open billings are not reconciled, or the reconciler does not run. Read the log of billing.reconcileBillings.',
          metric: own(name, kernel.reconcilerLag, 'Maximum'),
          above: 5 * 60 * 1000,
          periods: 2,
          missing: TreatMissingData.BREACHING,
        },
      }),
  Reviews: {
    when: 'The amounts of a payment do not match the gateway. Read GET /ops/reviews and decide each review.',
    metric: own(name, kernel.reviews, 'Maximum'),
    above: 0,
    periods: 1,
  },
  ...attacks(name),
})

/** Refusals in 5 minutes that tell of an attack, by the problem that is answered. */
const attacks = (name: string): Record<string, Call> => {
  const refused = (code: string, above: number, when: string): Call => ({
    when,
    metric: own(name, kernel.refusals, 'Sum', { dimensions: { code } }),
    above,
    periods: 1,
  })
  return {
    WrongSignIns: refused(
      'invalid-credentials',
      500,
      'Far more sign-ins fail than usual: passwords are being guessed. Read the access log by source address.',
    ),
    BlockedSignIns: refused(
      'too-many-attempts',
      100,
      'Sign-ins are refused after too many failures: passwords are being guessed. Read the access log by source address.',
    ),
    WrongPasswords: refused(
      'wrong-password',
      50,
      'Signed-in callers give wrong passwords: a stolen session may be in use. Read the log lines with this code by userId.',
    ),
  }
}

/**
 * Throttled reads and writes of the table and of each index. The table's metric excludes its indexes, and a sum with a missing
 * term has no value.
 */
const throttles = (table: StoredIn): Record<string, Call> =>
  Object.fromEntries(
    [undefined, ...Object.keys(shape.indexes)].flatMap((index) =>
      ['Read', 'Write'].map((kind): [string, Call] => {
        const [where, dimensions] = index
          ? [`The index ${index}`, { GlobalSecondaryIndexName: index }]
          : ['The table', {}]
        const when = `${where} throttles ${kind.toLowerCase()}s: the load on a partition or on the whole exceeds its capacity. Find the hot key in Contributor Insights, and set warmWrites before a launch.`
        const metric = store(table, `${kind}ThrottleEvents`, dimensions)
        return [`${capital(index ?? 'table')}${kind}sThrottled`, { when, metric, above: 0, periods: 2 }]
      }),
    ),
  )

const capital = (word: string): string => word.replace(/^./, (first) => first.toUpperCase())
