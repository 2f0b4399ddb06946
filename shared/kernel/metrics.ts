// Metrics: lines of the log that CloudWatch turns into numbers (EMF). Written in Lambda alone; elsewhere nobody reads them.

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Meter } from './store.ts'

export const NAMESPACE = 'Holdfast'
/** The names that alarms and the dashboard know. All have the dimension `service`, Refusals the problem's `code` besides. */
export const metric = {
  conflicts: 'Conflicts',
  replays: 'Replays',
  refusals: 'Refusals',
  commitLatency: 'CommitLatency',
  violations: 'Violations',
  sweeperLag: 'SweeperLag',
} as const

export interface Measured {
  /** Is found by a query of the log, because every value of a dimension is a metric that is paid for. */
  readonly operation: string
  /** Of the problem, if that is what was answered. */
  readonly code?: string | undefined
  readonly replayed?: boolean | undefined
  readonly meter?: Meter | undefined
  readonly violations?: number | undefined
  /** How long what a sweeper is there for has waited. */
  readonly lagMs?: number | undefined
}

const SERVICE = 'holdfast'
let metrics: Metrics | undefined

/** One line for what happened, and none for a reading that went well. */
export const measure = ({ operation, code, replayed, meter, violations, lagMs }: Measured): void => {
  if (!process.env['AWS_LAMBDA_FUNCTION_NAME']) return
  metrics ??= new Metrics({ namespace: NAMESPACE, serviceName: SERVICE })
  if (meter?.conflicts) metrics.addMetric(metric.conflicts, MetricUnit.Count, meter.conflicts)
  if (meter?.commitMs !== undefined)
    metrics.addMetric(metric.commitLatency, MetricUnit.Milliseconds, Math.max(0, meter.commitMs))
  if (replayed) metrics.addMetric(metric.replays, MetricUnit.Count, 1)
  if (violations !== undefined) metrics.addMetric(metric.violations, MetricUnit.Count, violations)
  if (lagMs !== undefined) metrics.addMetric(metric.sweeperLag, MetricUnit.Milliseconds, lagMs)
  if (metrics.hasStoredMetrics()) metrics.addMetadata('operation', operation).publishStoredMetrics()
  if (code === undefined) return
  metrics.addDimension('code', code).addMetadata('operation', operation)
  metrics.addMetric(metric.refusals, MetricUnit.Count, 1)
  metrics.publishStoredMetrics()
}
