// The memory of functions, in MB.

import { type Endpoint, isArrival, isEndpoint, type Job } from '#kernel/http/contract.ts'
import type { Settings } from './settings.ts'
import { throttleOf } from './throttle.ts'

/** Processor time grows with memory. Password hashing and the audit are bound by the processor, other functions by the table. */
export const memoryOf = (entry: Endpoint | Job, place: Pick<Settings, 'edge'>): number => {
  if (isDecoder(entry)) return 1536
  if (!isEndpoint(entry)) return entry.scans ? 1024 : 512
  return throttleOf(entry, place).name === 'auth' ? 1024 : 512
}

export const isDecoder = (entry: Endpoint | Job): boolean => !isEndpoint(entry) && isArrival(entry)
