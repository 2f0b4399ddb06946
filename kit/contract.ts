// A module's contract and its schemas and problems, without the server: front ends import it, too.

export { documented } from '#kernel/data/documented.ts'
export { type ProblemKind, problem } from '#kernel/data/problem.ts'
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
