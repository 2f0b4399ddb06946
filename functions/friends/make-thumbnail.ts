// Makes a group's image and its thumbnail of what was uploaded. It may be told twice, late, or of what nobody waits for any more.

import type { S3ObjectCreatedNotificationEvent } from 'aws-lambda'
import { imageKey, thumbnailKey, uploadOf } from '../../shared/domain/friends/images.ts'
import { group } from '../../shared/domain/friends/reads.ts'
import { MOST_IMAGE_BYTES } from '../../shared/domain/friends/schema.ts'
import { refuseUpload, showUpload } from '../../shared/domain/friends/writes.ts'
import { getObject, putObject } from '../../shared/kernel/bucket.ts'
import { job } from '../../shared/kernel/job.ts'
import { picturesOf } from '../../shared/kernel/picture.ts'
import type { Read } from '../../shared/kernel/store.ts'
import { friends } from './contract.ts'

type Upload = NonNullable<ReturnType<typeof uploadOf>>

export const handler = job(friends.makeThumbnail, async ({ event, read, now, commit }) => {
  const { key = '', size = 0 } = (event as Partial<S3ObjectCreatedNotificationEvent>).detail?.object ?? {}
  const upload = uploadOf(key)
  if (!upload || !(await awaiting(read, upload))) return { key, outcome: 'not-awaited' }
  const reason = size > MOST_IMAGE_BYTES ? 'too-large' : await make(upload, key, now)
  // What keeps it from being stored is thrown, so that the event comes again.
  return commit(async (at) => {
    const found = await awaiting(at.read, upload)
    if (!found) return { result: { key, outcome: 'not-awaited' } }
    const { uploadId } = upload
    const writes = reason ? refuseUpload(found, uploadId, reason) : showUpload(found, uploadId)
    return { writes, result: { key, outcome: reason ?? 'shown' } }
  })
})

/** The group, where it is there and waits for this very upload. */
const awaiting = async (read: Read<'friends'>, { ownerId, groupId, uploadId }: Upload) => {
  const found = await group(read, ownerId, groupId)
  const awaits = found?.uploadId === uploadId && found.uploadState === 'AWAITED' && found.deletedAt === undefined
  return awaits ? found : undefined
}

/** Before the group says that they are there. @returns a reason where nothing can be made of the upload */
const make = async (upload: Upload, key: string, now: () => string): Promise<string | undefined> => {
  const made = await picturesOf(await getObject(key, now()))
  if (typeof made === 'string') return made
  await Promise.all([
    putObject(imageKey(upload, upload.uploadId), made.image, made.type, now()),
    putObject(thumbnailKey(upload, upload.uploadId), made.thumbnail, 'image/jpeg', now()),
  ])
  return undefined
}
