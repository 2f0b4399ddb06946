// The problems of operations.

import { problem } from '#kernel/data/problem.ts'

export const PartitionNotFound = problem('partition-not-found', 404, {
  en: {
    title: 'Partition not found',
    detail: 'The last audit found no violation in this partition. Read GET /ops/audits/latest.',
  },
  ko: {
    title: '파티션을 찾을 수 없음',
    detail: '마지막 감사에서 이 파티션의 위반이 발견되지 않았습니다. GET /ops/audits/latest를 확인해 주십시오.',
  },
})
