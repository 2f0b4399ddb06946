// Triggers of jobs, by schedule or by uploads, with their retries and dead letters.

import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Rule, type RuleProps, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets'
import {
  CfnEventInvokeConfig,
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { isScheduled, type Job } from '#kernel/http/contract.ts'
import { told } from './alarms.ts'
import type { StoredIn } from './stored-in.ts'

/** For a job with a period of at most this long, the next run replaces a retry. */
const OFTEN_MINUTES = 15

/** The range of event ages that EventBridge and Lambda both accept. */
const DELIVERED_S = [60, 86_400] as const
const RUN_S = [60, 21_600] as const
const within = ([least, most]: readonly [number, number], value: number): number =>
  Math.min(Math.max(value, least), most)

export const deadLetters = (scope: Construct): Queue =>
  new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  })

export const mayFillQueue = ({ queueArn }: Queue): object => ({
  Sid: 'DeadLetters',
  Effect: 'Allow',
  Action: ['sqs:SendMessage'],
  Resource: [queueArn],
})

/** For a job that follows new items: reads of the table's stream. */
export const mayReadStream = (job: Job, { tableStreamArn }: StoredIn): object[] =>
  isScheduled(job) && job.follows && tableStreamArn
    ? [
        {
          Sid: 'ReadStream',
          Effect: 'Allow',
          Action: [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ],
          Resource: [tableStreamArn],
        },
      ]
    : []

/**
 * The stream runs the job for new items under a prefix. The job reads what is due, so a lost or repeated event does no harm;
 * the schedule finds the rest.
 */
export const follow = (scope: Construct, job: Job, handler: IFunction, { tableStreamArn }: StoredIn): void => {
  if (!isScheduled(job) || !job.follows || !tableStreamArn) return
  new EventSourceMapping(scope, 'Stream', {
    target: handler,
    eventSourceArn: tableStreamArn,
    startingPosition: StartingPosition.LATEST,
    batchSize: 100,
    retryAttempts: 2,
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(`${job.follows}#`) } } },
      }),
    ],
  })
}

interface Trigger {
  readonly when: Pick<RuleProps, 'schedule' | 'eventPattern'>
  /** The maximum age of an event, in seconds. */
  readonly worthS: number
  readonly retryAttempts: number
}

const HOUR_S = 3600

const triggerOf = (job: Job, bucketName: string): Trigger => {
  if (isScheduled(job))
    return {
      when: { schedule: Schedule.rate(Duration.minutes(job.everyMinutes)) },
      // An event older than the period is superseded by the next run.
      worthS: job.everyMinutes * 60,
      retryAttempts: job.everyMinutes <= OFTEN_MINUTES ? 0 : 2,
    }
  const object = { key: [{ prefix: `${job.arrivesIn}/` }] }
  const detail = { bucket: { name: [bucketName] }, object }
  const eventPattern = { source: ['aws.s3'], detailType: ['Object Created'], detail }
  return { when: { eventPattern }, worthS: HOUR_S, retryAttempts: 2 }
}

interface Surroundings {
  readonly bucketName: string
  readonly alarms: ITopic
}

export const runBy = (
  scope: Construct,
  job: Job,
  handler: IFunction,
  failed: Queue,
  { bucketName, alarms }: Surroundings,
): void => {
  const { when, worthS, retryAttempts } = triggerOf(job, bucketName)
  new Rule(scope, 'Trigger', {
    description: job.summary,
    ...when,
    targets: [
      new LambdaTarget(handler, {
        deadLetterQueue: failed,
        retryAttempts,
        maxEventAge: Duration.seconds(within(DELIVERED_S, worthS)),
      }),
    ],
  })
  new CfnEventInvokeConfig(scope, 'Failures', {
    functionName: handler.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: retryAttempts,
    maximumEventAgeInSeconds: within(RUN_S, worthS),
    destinationConfig: { onFailure: { destination: failed.queueArn } },
  })
  // Messages stay in the queue as evidence. The alarm counts new ones, so it ends when the next runs succeed.
  new Alarm(scope, 'Failed', {
    alarmDescription: told(`${job.operation} failed. Read the error in its dead-letter queue.`),
    metric: failed.metricNumberOfMessagesSent({ period: Duration.minutes(periodOf(job)), statistic: 'Sum' }),
    threshold: 0,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(alarms))
}

/** Long enough for a later run. CloudWatch takes at most a day. */
const periodOf = (job: Job): number => (isScheduled(job) ? within([5, 24 * 60], job.everyMinutes) : 60)
