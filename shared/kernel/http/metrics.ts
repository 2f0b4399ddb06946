// Metrics: log lines that CloudWatch turns into numbers (EMF), written in Lambda alone.

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Meter } from '#kernel/commit/store.ts'

export const NAMESPACE = 'Holdfast'
/** The names that alarms and the dashboard know. All have the dimension `service`, Refusals the problem's `code` besides. */
export const metric = {
  conflicts: 'Conflicts',
  replays: 'Replays',
  refusals: 'Refusals',
  commitLatency: 'CommitLatency',
  violations: 'Violations',
  sweeperLag: 'SweeperLag',
  reconcilerLag: 'ReconcilerLag',
  reviews: 'Reviews',
} as const

export interface Measured {
  /** A member of the log line, not a dimension: every value of a dimension is a metric that is paid for. */
  readonly operation: string
  /** Of the problem, if that is what was answered. */
  readonly code?: string | undefined
  readonly replayed?: boolean | undefined
  readonly meter?: Meter | undefined
  readonly violations?: number | undefined
  /** How long the oldest work of a sweeper has waited. */
  readonly lagMs?: number | undefined
  /** How long the oldest due billing has waited for the reconciler. */
  readonly reconcilerLagMs?: number | undefined
  /** Billings that wait for a person. */
  readonly reviews?: number | undefined
}

const SERVICE = 'holdfast'
let metrics: Metrics | undefined

/** Writes one line, or none where there is nothing to count. */
export const measure = (measured: Measured): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  metrics ??= new Metrics({ namespace: NAMESPACE, serviceName: SERVICE })
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

/** The findings of jobs, zero as well: no line at all means that they do not run. */
const found = ({ violations, lagMs, reconcilerLagMs, reviews }: Measured) =>
  [
    [metric.violations, MetricUnit.Count, violations],
    [metric.sweeperLag, MetricUnit.Milliseconds, lagMs],
    [metric.reconcilerLag, MetricUnit.Milliseconds, reconcilerLagMs],
    [metric.reviews, MetricUnit.Count, reviews],
  ] as const
