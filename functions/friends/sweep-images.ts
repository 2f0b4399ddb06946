// The sweeper of images: deletes leftover objects one by one, so that a failure does not delay others.

import { objectsOf } from '#domain/friends/images.ts'
import type { LeftoverItem } from '#domain/friends/items.ts'
import { group, imagesToSweep, leftover } from '#domain/friends/reads.ts'
import { awaits, refuseUpload, swept } from '#domain/friends/uploads.ts'
import { job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { deleteObject } from '#media/bucket.ts'
import { friends } from './contract.ts'

/** The bucket accepts more, but one function does not need more. */
const AT_ONCE = 10

export const handler = job(friends.sweepImages, async ({ read, now, step, commit }) => {
  const items = await imagesToSweep(read, now())
  let failed = 0
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const outcomes = await Promise.allSettled(items.slice(at, at + AT_ONCE).map(sweep))
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') {
        failed += 1
        // The object stays due; the next run retries it.
        log.warn('sweep', { operation: friends.sweepImages.operation, failure: failure(outcome.reason) })
      }
  }
  return { due: items.length, failed }

  async function sweep({ ownerId, groupId, imageId }: LeftoverItem): Promise<void> {
    // The group stops awaiting the upload, so that no worker shows what is deleted here.
    await step(async (at) => {
      const found = await group(at.read, ownerId, groupId)
      return found && awaits(found, { uploadId: imageId }) ? refuseUpload(found, imageId, 'expired', at.now) : []
    })
    const left = await commit(async (at) => ({ value: await leftover(at.read, ownerId, imageId) }))
    if (left?.duePk === undefined || left.dueAt > now()) return
    await Promise.all(objectsOf(left).map((key) => deleteObject(key, now())))
    await step(async (at) => {
      const still = await leftover(at.read, ownerId, imageId)
      // A clock that was set back meanwhile finds them not due yet: the next run deletes them once more.
      return still?.dueAt === left.dueAt && still.of === left.of && still.dueAt <= at.now ? swept(left, at.now) : []
    })
  }
})
