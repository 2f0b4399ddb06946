// Metrics: log lines in CloudWatch's embedded metric format, written only in Lambda.

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Meter } from '#kernel/commit/store.ts'
import { serviceName } from './log.ts'

export const NAMESPACE = 'Holdfast'
/** The metric names, for alarms and the dashboard. All have the dimension `service`; Refusals also has the problem's `code`. */
export const metric = {
  conflicts: 'Conflicts',
  replays: 'Replays',
  refusals: 'Refusals',
  commitLatency: 'CommitLatency',
  violations: 'Violations',
  sweeperLag: 'SweeperLag',
  reconcilerLag: 'ReconcilerLag',
  reviews: 'Reviews',
  lateDeliveries: 'LateDeliveries',
} as const

export interface Measured {
  /** A member of the log line, not a dimension: each value of a dimension is a billed metric. */
  readonly operation: string
  /** The code of the problem, if one was answered. */
  readonly code?: string | undefined
  readonly replayed?: boolean | undefined
  readonly meter?: Meter | undefined
  readonly violations?: number | undefined
  /** The waiting time of a sweeper's oldest work. */
  readonly lagMs?: number | undefined
  /** The waiting time of the oldest billing due for the reconciler. */
  readonly reconcilerLagMs?: number | undefined
  /** The number of billings in review. */
  readonly reviews?: number | undefined
  /** The number of failed attempts of deliveries that have failed for more than half an hour. */
  readonly lateDeliveries?: number | undefined
}

let metrics: Metrics | undefined

/** Writes one line, or none if there is nothing to count. */
export const measure = (measured: Measured): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  metrics ??= new Metrics({ namespace: NAMESPACE, serviceName: serviceName() })
  const { operation, code, replayed, meter } = measured
  if (meter?.conflicts) metrics.addMetric(metric.conflicts, MetricUnit.Count, meter.conflicts)
  if (meter?.commitMs !== undefined)
    metrics.addMetric(metric.commitLatency, MetricUnit.Milliseconds, Math.max(0, meter.commitMs))
  if (replayed) metrics.addMetric(metric.replays, MetricUnit.Count, 1)
  for (const [name, unit, value] of found(measured)) if (value !== undefined) metrics.addMetric(name, unit, value)
  if (metrics.hasStoredMetrics()) metrics.addMetadata('operation', operation).publishStoredMetrics()
  if (code === undefined) return
  metrics.addDimension('code', code).addMetadata('operation', operation)
  metrics.addMetric(metric.refusals, MetricUnit.Count, 1)
  metrics.publishStoredMetrics()
}

/** Results of jobs, most of them also if zero: a missing line means that the job does not run. */
const found = ({ violations, lagMs, reconcilerLagMs, reviews, lateDeliveries }: Measured) =>
  [
    [metric.violations, MetricUnit.Count, violations],
    [metric.sweeperLag, MetricUnit.Milliseconds, lagMs],
    [metric.reconcilerLag, MetricUnit.Milliseconds, reconcilerLagMs],
    [metric.reviews, MetricUnit.Count, reviews],
    [metric.lateDeliveries, MetricUnit.Count, lateDeliveries],
  ] as const
