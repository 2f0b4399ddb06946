// The keys of group images in the bucket: the upload until a worker has processed it, then the image and its thumbnail.

import type { GroupItem, LeftoverItem } from './items.ts'

export interface Upload {
  readonly ownerId: string
  readonly groupId: string
  readonly uploadId: string
}

/** Each upload has a key of its own, so that none overwrites another. */
export const uploadKey = ({ ownerId, groupId }: Pick<GroupItem, 'ownerId' | 'groupId'>, uploadId: string): string =>
  `uploads/${ownerId}/${groupId}/${uploadId}`
export const imageKey = ({ groupId }: Pick<GroupItem, 'groupId'>, imageId: string): string =>
  `images/${groupId}/${imageId}`
export const thumbnailKey = ({ groupId }: Pick<GroupItem, 'groupId'>, imageId: string): string =>
  `thumbnails/${groupId}/${imageId}`

/** @returns undefined if the key is not that of an upload */
export const uploadOf = (key: string): Upload | undefined => {
  const [folder, ownerId, groupId, uploadId, ...more] = key.split('/')
  return folder === 'uploads' && ownerId && groupId && uploadId && more.length === 0
    ? { ownerId, groupId, uploadId }
    : undefined
}

/** The keys that the sweeper deletes. */
export const objectsOf = (left: LeftoverItem): string[] => [
  uploadKey(left, left.imageId),
  ...(left.of === 'ALL' ? [imageKey(left, left.imageId), thumbnailKey(left, left.imageId)] : []),
]
