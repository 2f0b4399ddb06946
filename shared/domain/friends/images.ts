// Where images of groups are in the bucket: what was uploaded until it was looked at, and what was made of it.

import type { GroupItem, LeftoverItem } from './item.ts'

export interface Upload {
  readonly ownerId: string
  readonly groupId: string
  readonly uploadId: string
}

/** A key of its own for each upload, so that none takes another's place. */
export const uploadKey = ({ ownerId, groupId }: Pick<GroupItem, 'ownerId' | 'groupId'>, uploadId: string): string =>
  `uploads/${ownerId}/${groupId}/${uploadId}`
export const imageKey = ({ groupId }: Pick<GroupItem, 'groupId'>, imageId: string): string =>
  `images/${groupId}/${imageId}`
export const thumbnailKey = ({ groupId }: Pick<GroupItem, 'groupId'>, imageId: string): string =>
  `thumbnails/${groupId}/${imageId}`

/** @returns undefined for a key that no upload has */
export const uploadOf = (key: string): Upload | undefined => {
  const [folder, ownerId, groupId, uploadId, ...more] = key.split('/')
  return folder === 'uploads' && ownerId && groupId && uploadId && more.length === 0
    ? { ownerId, groupId, uploadId }
    : undefined
}

/** What the sweeper deletes. */
export const objectsOf = (left: LeftoverItem): string[] => [
  uploadKey(left, left.imageId),
  ...(left.of === 'ALL' ? [imageKey(left, left.imageId), thumbnailKey(left, left.imageId)] : []),
]
