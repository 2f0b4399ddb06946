// What answers a contract: endpoints, sagas, jobs.

export { type Call, endpoint, type Handler, type PlanOf } from '#kernel/http/endpoint.ts'
export { type JobCall, type JobHandler, job } from '#kernel/http/job.ts'
export { type SagaCall, type SagaHandler, saga } from '#kernel/http/saga.ts'
export type { LambdaHandler } from '#kernel/http/stack/stack.ts'
