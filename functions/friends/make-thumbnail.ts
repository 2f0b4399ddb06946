// Creates the image and thumbnail of a group from an upload. The event may be late, repeated, or for an unexpected upload.

import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda'
import { imageKey, thumbnailKey, type Upload, uploadOf } from '#domain/friends/images.ts'
import { DefaultGroup } from '#domain/friends/items.ts'
import { group } from '#domain/friends/reads.ts'
import { MOST_IMAGE_BYTES } from '#domain/friends/schema.ts'
import { awaits, leaveUpload, ownerThere, refuseUpload, showUpload } from '#domain/friends/uploads.ts'
import { job } from '#kernel/http/job.ts'
import { getObject, putObject } from '#media/bucket.ts'
import { picturesOf } from '#media/picture.ts'
import { friends } from './contract.ts'

export const handler = job(friends.makeThumbnail, async ({ event, read, now, commit }) => {
  const { key = '', size = 0 } = (event as Partial<S3ObjectCreatedNotificationEvent>).detail?.object ?? {}
  const upload = uploadOf(key)
  if (!upload) return { key, outcome: 'not-awaited' }
  const { ownerId, groupId, uploadId } = upload
  const before = await group(read, ownerId, groupId)
  const isAwaited = before !== undefined && awaits(before, upload)
  const reason = isAwaited ? await reasonAgainst(size, () => make(upload, key, now)) : undefined
  // Errors are thrown, so that the event is retried.
  return commit(async (at) => {
    const found = await group(at.read, ownerId, groupId)
    if (!found || !awaits(found, upload)) {
      // Of an erased user nothing is stored any more, not even what to delete: the bucket drops old uploads itself.
      const root = await at.read.get(DefaultGroup.key(ownerId))
      const writes = root ? [ownerThere(ownerId), ...leaveUpload(found, upload, at.now)] : []
      return { writes, value: { key, outcome: 'not-awaited' } }
    }
    const writes = reason ? refuseUpload(found, uploadId, reason, at.now) : showUpload(found, uploadId, at.now)
    return { writes, value: { key, outcome: reason ?? 'shown' } }
  })
})

const reasonAgainst = async (size: number, looked: () => Promise<string | undefined>): Promise<string | undefined> =>
  size > MOST_IMAGE_BYTES ? 'too-large' : looked()

/** Creates the images before the group shows them. @returns a reason if the upload cannot be used */
const make = async (upload: Upload, key: string, now: () => string): Promise<string | undefined> => {
  const made = await picturesOf(await getObject(key, now()))
  if (typeof made === 'string') return made
  await Promise.all([
    putObject(imageKey(upload, upload.uploadId), made.image, made.type, now()),
    putObject(thumbnailKey(upload, upload.uploadId), made.thumbnail, 'image/jpeg', now()),
  ])
  return undefined
}
