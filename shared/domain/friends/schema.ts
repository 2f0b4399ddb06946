// The schemas of friends and groups.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, nameText, parameter } from '#kernel/http/schema.ts'
import { GroupNotFound } from './problems.ts'

const groupIdSchema = idSchema('group')
export const GroupId = parameter(groupIdSchema, GroupNotFound)

export const relations = ['MUTUAL', 'OUTGOING', 'INCOMING', 'NONE'] as const
export type Relation = (typeof relations)[number]

/** Normalised before counting, storage and comparison: composed and trimmed. */
export const groupName = documented(nameText(1, 16, z.trim()), { example: 'Futsal' })

export const Friendship = named(
  'Friendship',
  documented(
    z.object({
      userId: idSchema('user'),
      relation: z.enum(relations),
      subscribe: z.boolean(),
      dispatch: z.boolean(),
      blocked: z.boolean(),
      since: z.nullable(instant),
    }),
    { shows: { relation: 'MUTUAL', blocked: false } },
  ),
)

/** The declared content type; the content is checked after the upload. */
export const imageType = z.enum(['image/jpeg', 'image/png', 'image/webp'])
export const MOST_IMAGE_BYTES = 5 * 1024 * 1024

/** `expired`: nothing was uploaded within six hours, or it could not be processed. */
export const imageErrors = ['too-large', 'not-an-image', 'too-many-pixels', 'animated', 'damaged', 'expired'] as const
export type ImageError = (typeof imageErrors)[number]

/** A form; every field must be sent, and the file last, named `file`. */
export const ImageUpload = named(
  'ImageUpload',
  documented(
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
    {
      shows: {
        uploadUrl: 'https://bucket.s3.ap-northeast-2.amazonaws.com',
        fields: {
          key: 'uploads/group_01m817qnm0f8namaha58n2maha/1',
          'Content-Type': 'image/jpeg',
          policy: 'eyJleHBpcmF0aW9uIjoi...',
          'x-amz-algorithm': 'AWS4-HMAC-SHA256',
          'x-amz-credential': 'AKIA.../20261122/ap-northeast-2/s3/aws4_request',
          'x-amz-date': '20261122T090000Z',
          'x-amz-signature': '2f5c...',
        },
      },
    },
  ),
)

export const Group = named(
  'Group',
  documented(
    z.object({
      groupId: groupIdSchema,
      groupName: z.string(),
      isDefault: z.boolean(),
      memberCount: z.int(),
      profileImageUrl: z.nullable(z.string()),
      thumbnailUrl: z.nullable(z.string()),
      /** The reason why the last requested upload is not shown. */
      imageError: z.nullable(z.enum(imageErrors)),
      createdAt: instant,
    }),
    {
      shows: {
        groupName: 'Futsal',
        isDefault: false,
        memberCount: 0,
        profileImageUrl: null,
        thumbnailUrl: null,
        imageError: null,
      },
    },
  ),
)
