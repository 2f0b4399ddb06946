// What a module's domain is made of: items, invariants and what keeps them, writes, the audit.

export type { Listing, Page, Position } from '#kernel/commit/listing.ts'
export { type PlanContext, Replan } from '#kernel/commit/plan.ts'
export type { Read } from '#kernel/commit/store.ts'
export { type Audited, audit, type Report, type Violation } from '#kernel/data/audit.ts'
export { both, type Condition, either, type Item, type On, type Stored } from '#kernel/data/condition.ts'
export {
  access,
  brokenBy,
  type Clause,
  companions,
  type Explained,
  explain,
  type Keeper,
  type Keeps,
  keepers,
  order,
} from '#kernel/data/guards.ts'
export {
  type Audit,
  acrossPartitions,
  coveredAcross,
  each,
  type Invariant,
  invariants,
  minus,
  neverAfter,
  partition,
  plus,
  rooted,
  rootedAcross,
  type Term,
} from '#kernel/data/invariants.ts'
export { type ItemType, type Space, space } from '#kernel/data/item.ts'
export { type Key, LAST, type Partition, type Span } from '#kernel/data/key.ts'
export {
  type Change,
  type Check,
  change,
  check,
  type Known,
  put,
  remove,
  update,
  type Write,
} from '#kernel/data/write.ts'
