// What a stage takes of the quotas of an account, for the tables in docs/.

import { contracts } from '#functions/api.ts'
import { endpointsOf, jobsOf, routesOf } from '#kernel/http/contract.ts'

const endpoints = endpointsOf(contracts)
const jobs = jobsOf(contracts)

/** What is deployed by default. A test counts it in the templates. */
export const taken = {
  roles: endpoints.length + jobs.length,
  routes: endpoints.flatMap(routesOf).length,
  rules: jobs.length,
}

/** The quotas of a new account: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const quotas = { roles: 1000, routes: 300, rules: 300 }

type Names = Readonly<Record<keyof typeof taken, string>>

/** @param head of the columns */
const quotaTable = (head: readonly [string, string, string], names: Names): string[] => [
  `| ${head.join(' | ')} |`,
  '| --- | --- | --- |',
  ...(['roles', 'routes', 'rules'] as const).map((one) => `| ${names[one]} | ${taken[one]} | ${quotas[one]} |`),
]

export const quotaTables = {
  en: () =>
    quotaTable(['', 'a stage has', 'quota by default'], {
      roles: 'IAM roles, one for each function; the quota is that of the account, over all regions',
      routes: 'routes of the API; the quota is that of an API',
      rules: 'rules of EventBridge, one for each job; the quota is that of the account and region',
    }),
  ko: () =>
    quotaTable(['', '스테이지 하나', '기본 한도'], {
      roles: 'IAM 역할, 함수마다 하나. 한도는 모든 리전을 합친 계정의 한도입니다',
      routes: 'API의 경로. 한도는 API 하나의 한도입니다',
      rules: 'EventBridge 규칙, 작업마다 하나. 한도는 계정과 리전의 한도입니다',
    }),
}
