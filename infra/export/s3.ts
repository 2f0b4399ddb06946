// The files of an export in S3.

import { Readable } from 'node:stream'
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { Refusal } from '#infra/local/refusal.ts'
import { type Files, folder } from './export.ts'

/** @param place a folder, or s3://bucket/prefix */
export const filesAt = (
  place: string,
  client = (): S3Client => new S3Client({ followRegionRedirects: true }),
): Files => {
  if (!place.startsWith('s3://')) return folder(place)
  const [, Bucket, path] = /^s3:\/\/([a-z0-9.-]+)\/?(.*)$/.exec(place) ?? []
  if (!Bucket) throw new Refusal(`"${place}" is not an address in S3. Use s3://bucket/prefix.`)
  const prefix = path ? `${path.replace(/\/$/, '')}/` : ''
  const s3 = client()
  return {
    list: async () => {
      const paths: string[] = []
      try {
        for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: prefix }))
          for (const { Key } of Contents) if (Key) paths.push(Key.slice(prefix.length))
      } catch (error) {
        const { name, message } = error as Error
        if (name !== 'NoSuchBucket' && name !== 'AccessDenied') throw error
        throw new Refusal(`The bucket ${Bucket} cannot be read: ${message}. Check its name and your permissions.`)
      }
      return paths
    },
    open: async (name) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${prefix}${name}` }))
      if (Body instanceof Readable) return Body
      throw new Refusal(`s3://${Bucket}/${prefix}${name} has no content.`)
    },
  }
}
