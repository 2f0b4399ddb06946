// The bucket: private. Only functions access it, and callers with a presigned form or URL.

import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Settings } from './settings.ts'

export const bucketIn = (stack: Stack, { corsOrigins }: Settings): Bucket => {
  const bucket = new Bucket(stack, 'Bucket', {
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [
      // By then the upload is processed, or never will be.
      { id: 'uploads', prefix: 'uploads/', expiration: Duration.days(1) },
      { id: 'parts', abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    ...(corsOrigins.length > 0
      ? {
          cors: [
            {
              allowedOrigins: [...corsOrigins],
              allowedMethods: [HttpMethods.GET, HttpMethods.POST],
              allowedHeaders: ['*'],
              maxAge: Duration.hours(1).toSeconds(),
            },
          ],
        }
      : {}),
  })
  // Set on the resource directly, because the CDK construct adds a function that may change notifications of any bucket.
  const resource = bucket.node.defaultChild as CfnBucket
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  return bucket
}
