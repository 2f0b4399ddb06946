// What a module's API is made of: contracts and their schemas, endpoints, sagas, jobs.

export { documented } from '#kernel/data/documented.ts'
export { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
export {
  type Access,
  type Budget,
  type Contract,
  contract,
  type Endpoint,
  type EndpointSpec,
  type Job,
  type JobSpec,
  type Role,
} from '#kernel/http/contract.ts'
export { type Call, endpoint, type Handler, type PlanOf } from '#kernel/http/endpoint.ts'
export { type JobCall, type JobHandler, job } from '#kernel/http/job.ts'
export { type SagaCall, type SagaHandler, saga } from '#kernel/http/saga.ts'
export {
  anyText,
  distinct,
  idSchema,
  instant,
  isId,
  listOf,
  listQuery,
  named,
  nameText,
  type Parameter,
  parameter,
  plannedTime,
  queryFrom,
  queryTime,
  queryTo,
  secretText,
  text,
  time,
  whole,
} from '#kernel/http/schema.ts'
export type { LambdaHandler } from '#kernel/http/stack/stack.ts'
