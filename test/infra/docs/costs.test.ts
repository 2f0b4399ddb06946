// The costs in docs/: what is counted there is what the templates have, in both regions.

import { expect, test } from 'vitest'
import { costTable, deployed, perMillion, placed } from '#infra/docs/costs.ts'
import { taken } from '#infra/docs/quotas.ts'
import { ofType, synthesized } from '#test/infra/cloud/synthesized.ts'

test('the counts are those of the templates', () => {
  const { root, modules } = synthesized()
  const count = (type: string): number =>
    [root, ...Object.values(modules)].flatMap((resources) => ofType(resources, type)).length
  expect(count('AWS::CloudWatch::Alarm')).toBe(deployed.alarms)
  expect(count('AWS::CloudWatch::Dashboard')).toBe(deployed.dashboards)
  const scheduled = Object.values(modules)
    .flatMap((resources) => ofType(resources, 'AWS::Events::Rule'))
    .filter(({ Properties }) => Properties.ScheduleExpression === 'rate(1 minute)')
  expect(scheduled).toHaveLength(deployed.jobs)
  // The keys of tokens and payments are made by `npm run keys`.
  expect(count('AWS::SecretsManager::Secret') + 2).toBe(deployed.secrets)
})

test('the runs of jobs are charged by their memory, and the audit has more than others', () => {
  const { modules } = synthesized()
  const gb = Object.values(modules).flatMap((resources) =>
    ofType(resources, 'AWS::Events::Rule')
      .filter(({ Properties }) => Properties.ScheduleExpression === 'rate(1 minute)')
      .map(({ Properties }) => {
        const [id] = Properties.Targets[0].Arn['Fn::GetAtt']
        return Number(resources[id]?.Properties.MemorySize) / 1024
      }),
  )
  expect(gb.reduce((sum, one) => sum + one, 0)).toBe(deployed.jobsGb)
  expect(new Set(gb).size).toBe(2)
})

test('the quotas are those that a stage takes', () => {
  const { root, modules } = synthesized()
  const count = (type: string): number =>
    [root, ...Object.values(modules)].flatMap((resources) => ofType(resources, type)).length
  expect(taken).toEqual({
    roles: count('AWS::IAM::Role'),
    routes: count('AWS::ApiGatewayV2::Route'),
    rules: count('AWS::Events::Rule'),
  })
})

test('both regions come from one table', () => {
  expect(placed.map(({ name }) => name)).toEqual(['N. Virginia', 'Seoul'])
  expect(placed.map(({ prices }) => perMillion(prices, 1, 6).toFixed(2))).toEqual(['5.08', '5.65'])
  const [, , ...rows] = costTable()
  const numbers = (line: string): number[] =>
    line
      .split('|')
      .slice(2, 6)
      .map((cell) => Number(cell.replaceAll('*', '')))
  const together = numbers(String(rows.at(-1)))
  for (const column of together.keys()) {
    const sum = rows.slice(0, -1).reduce((total, line) => total + (numbers(line)[column] ?? 0), 0)
    expect(Math.abs(sum - (together[column] ?? 0))).toBeLessThan(0.03)
  }
})
