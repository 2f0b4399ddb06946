// The CloudWatch dashboard and its metrics.

import { Duration, type Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { metric as kernel, NAMESPACE } from '#kernel/http/metrics.ts'

interface Shown {
  readonly name: string
  readonly table: Table
  readonly api: HttpApi
}

export const FIVE_MINUTES = Duration.minutes(5)

export const gateway = (api: HttpApi, metricName: string, statistic = 'Sum'): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: api.apiId },
    statistic,
    period: FIVE_MINUTES,
  })

export const store = (table: Table, metricName: string, dimensions: Record<string, string> = {}): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName, ...dimensions },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  })

export const own = (metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service: 'holdfast' },
    statistic,
    period: FIVE_MINUTES,
  })

export const dashboard = (stack: Stack, { name, table, api }: Shown): void => {
  const graph = (title: string, ...left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 })
  const page = new Dashboard(stack, 'Dashboard', { dashboardName: name })
  page.addWidgets(
    graph('Requests', gateway(api, 'Count'), gateway(api, '4xx'), gateway(api, '5xx')),
    graph('Latency, ms', ...['p50', 'p95', 'p99'].map((statistic) => gateway(api, 'Latency', statistic))),
    graph('Commit, ms', ...['p50', 'p99'].map((statistic) => own(kernel.commitLatency, statistic))),
  )
  page.addWidgets(
    graph(
      'Conflicts and replays',
      store(table, 'TransactionConflict'),
      own(kernel.conflicts, 'Sum'),
      own(kernel.replays, 'Sum'),
    ),
    graph('Units', store(table, 'ConsumedReadCapacityUnits'), store(table, 'ConsumedWriteCapacityUnits')),
    graph('Lag, ms', own(kernel.sweeperLag, 'Maximum'), own(kernel.reconcilerLag, 'Maximum')),
  )
  page.addWidgets(graph('Violations and reviews', own(kernel.violations, 'Maximum'), own(kernel.reviews, 'Maximum')))
}
