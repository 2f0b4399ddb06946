// Returns an upload form for the image of a group; earlier uploads are no longer awaited.

import { guard } from '#domain/friends/guards.ts'
import { uploadKey } from '#domain/friends/images.ts'
import { group } from '#domain/friends/reads.ts'
import { MOST_IMAGE_BYTES } from '#domain/friends/schema.ts'
import { awaitUpload } from '#domain/friends/uploads.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { uploadForm } from '#media/bucket.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.requestImageUpload, async ({ user, path, body, now, id, read, require }) => {
  const found = require(await group(read, user.userId, path.groupId), guard.groupExists())
  const uploadId = id('image')
  const object = { key: uploadKey(found, uploadId), contentType: body.contentType, mostBytes: MOST_IMAGE_BYTES }
  return { writes: awaitUpload(found, uploadId, now), reply: await uploadForm(object, now) }
})
