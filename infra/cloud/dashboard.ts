// The CloudWatch dashboard and its metrics.

import { Aws, Duration, type Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metric as kernel, NAMESPACE } from '#kernel/http/metrics.ts'
import type { StoredIn } from './stored-in.ts'

interface Shown {
  readonly name: string
  readonly table: StoredIn
  readonly api: HttpApi
}

type Dimensions = Readonly<Record<string, string>>

export const FIVE_MINUTES = Duration.minutes(5)

export const gateway = (api: HttpApi, metricName: string, statistic = 'Sum'): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: api.apiId },
    statistic,
    period: FIVE_MINUTES,
  })

export const store = (table: StoredIn, metricName: string, dimensions: Dimensions = {}): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName, ...dimensions },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  })

interface Seen {
  readonly dimensions?: Dimensions
  readonly period?: Duration
}

/** @param service the name of the stack, so that stacks of one account do not share metrics */
export const own = (
  service: string,
  metricName: string,
  statistic: string,
  { dimensions = {}, period = FIVE_MINUTES }: Seen = {},
): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service, ...dimensions }, statistic, period })

export const dashboard = (stack: Stack, { name, table, api }: Shown): void => {
  const graph = (title: string, ...left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 })
  const page = new Dashboard(stack, 'Dashboard', {
    // Dashboards of all regions share one list.
    dashboardName: `${name}-${Aws.REGION}`,
  })
  page.addWidgets(
    graph('Requests', gateway(api, 'Count'), gateway(api, '4xx'), gateway(api, '5xx')),
    graph('Latency, ms', ...['p50', 'p95', 'p99'].map((statistic) => gateway(api, 'Latency', statistic))),
    graph('Commit, ms', ...['p50', 'p99'].map((statistic) => own(name, kernel.commitLatency, statistic))),
  )
  page.addWidgets(
    graph(
      'Conflicts and replays',
      store(table, 'TransactionConflict'),
      own(name, kernel.conflicts, 'Sum'),
      own(name, kernel.replays, 'Sum'),
    ),
    graph('Units', store(table, 'ConsumedReadCapacityUnits'), store(table, 'ConsumedWriteCapacityUnits')),
    graph('Lag, ms', own(name, kernel.sweeperLag, 'Maximum'), own(name, kernel.reconcilerLag, 'Maximum')),
  )
  page.addWidgets(
    graph('Violations and reviews', own(name, kernel.violations, 'Maximum'), own(name, kernel.reviews, 'Maximum')),
  )
}
