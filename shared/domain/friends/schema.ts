// Friends and their groups as their users see them.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, parameter, text } from '#kernel/http/schema.ts'
import { GroupNotFound } from './problems.ts'

const groupIdSchema = idSchema('group')
export const GroupId = parameter(groupIdSchema, GroupNotFound)

export const relations = ['MUTUAL', 'OUTGOING', 'INCOMING', 'NONE'] as const
export type Relation = (typeof relations)[number]

/** However it is typed, counted, kept and compared in one form: composed, and without white space around it. */
export const groupName = documented(text(1, 16, z.normalize('NFC'), z.trim()), { example: 'Futsal' })

export const Friendship = named(
  'Friendship',
  z.object({
    userId: idSchema('user'),
    relation: z.enum(relations),
    subscribe: z.boolean(),
    dispatch: z.boolean(),
    blocked: z.boolean(),
    since: z.nullable(instant),
  }),
)

/** As they are sent; what they are is found out when they are there. */
export const imageType = z.enum(['image/jpeg', 'image/png', 'image/webp'])
export const MOST_IMAGE_BYTES = 5 * 1024 * 1024

/** `expired`: nothing arrived within six hours, or it could not be looked at. */
export const imageErrors = ['too-large', 'not-an-image', 'too-many-pixels', 'animated', 'damaged', 'expired'] as const
export type ImageError = (typeof imageErrors)[number]

/** A form of which every field is sent, the file last, under the name `file`. */
export const ImageUpload = named(
  'ImageUpload',
  z.object({
    uploadUrl: z.string(),
    fields: z.object({
      key: z.string(),
      'Content-Type': imageType,
      policy: z.string(),
      'x-amz-algorithm': z.string(),
      'x-amz-credential': z.string(),
      'x-amz-date': z.string(),
      'x-amz-security-token': z.exactOptional(z.string()),
      'x-amz-signature': z.string(),
    }),
    expiresAt: instant,
  }),
)

export const Group = named(
  'Group',
  z.object({
    groupId: groupIdSchema,
    groupName: z.string(),
    isDefault: z.boolean(),
    memberCount: z.int(),
    profileImageUrl: z.nullable(z.string()),
    thumbnailUrl: z.nullable(z.string()),
    /** Why the upload that was asked for last is not shown. */
    imageError: z.nullable(z.enum(imageErrors)),
    createdAt: instant,
  }),
)
