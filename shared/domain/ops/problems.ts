// The problems of operations.

import { problem } from '#kernel/data/problem.ts'

export const PartitionNotFound = problem(
  'partition-not-found',
  404,
  'Partition not found',
  'The last audit found no violation in this partition. Read GET /ops/audits/latest.',
)
