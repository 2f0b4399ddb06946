// Signatures compared with AWS's published examples, and a form as the bucket checks it.

import { expect, test } from 'vitest'
import { deniedForm } from '#infra/local/form.ts'
import { signatureOf, signedForm, signedUrl } from '#media/presign.ts'

const own = {
  ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
}

test('an address is the one in the guide to query strings', () => {
  const url = 'https://examplebucket.s3.amazonaws.com/test.txt'
  const signed = signedUrl(own, { method: 'GET', url, from: '2013-05-24T00:00:00.000Z', seconds: 86_400 })
  expect(signed).toBe(
    `${url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request` +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})

test('a policy is signed as in the guide to uploads by POST', () => {
  const policy = [
    '{ "expiration": "2015-12-30T12:00:00.000Z",',
    '  "conditions": [',
    '    {"bucket": "sigv4examplebucket"},',
    '    ["starts-with", "$key", "user/user1/"],',
    '    {"acl": "public-read"},',
    '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
    '    ["starts-with", "$Content-Type", "image/"],',
    '    {"x-amz-meta-uuid": "14365123651274"},',
    '    {"x-amz-server-side-encryption": "AES256"},',
    '    ["starts-with", "$x-amz-meta-tag", ""],',
    '',
    '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
    '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
    '    {"x-amz-date": "20151229T000000Z" }',
    '  ]',
    '}',
  ].join('\r\n')
  expect(
    signatureOf(Buffer.from(policy).toString('base64'), own.secretAccessKey, '20151229/us-east-1/s3/aws4_request'),
  ).toBe('8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e')
})

test('a session of temporary credentials is named in both', () => {
  const session = { ...own, sessionToken: 'a/b+c=' }
  const [now, expiresAt] = ['2026-11-23T00:00:00.000Z', '2026-11-23T00:10:00.000Z']
  const asked = { method: 'GET', url: 'https://b.s3.amazonaws.com/k', from: now, seconds: 60 } as const
  expect(signedUrl(session, asked)).toContain('&X-Amz-Security-Token=a%2Fb%2Bc%3D&X-Amz-SignedHeaders=host&')
  const form = { bucket: 'b', key: 'k', contentType: 'image/png', mostBytes: 10, now, expiresAt }
  const fields = signedForm(session, form)
  expect(fields['x-amz-security-token']).toBe('a/b+c=')
  expect(JSON.parse(Buffer.from(String(fields['policy']), 'base64').toString())).toEqual({
    expiration: expiresAt,
    conditions: [
      ...[{ bucket: 'b' }, { key: 'k' }, { 'Content-Type': 'image/png' }, { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' }],
      { 'x-amz-credential': 'AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/s3/aws4_request' },
      ...[{ 'x-amz-date': '20261123T000000Z' }, { 'x-amz-security-token': 'a/b+c=' }],
      ['content-length-range', 1, 10],
    ],
  })
})

const form = {
  ...{ bucket: 'b', key: 'uploads/k', contentType: 'image/png', mostBytes: 10 },
  ...{ now: '2026-11-23T00:00:00.000Z', expiresAt: '2026-11-23T00:10:00.000Z' },
}
const NOW = Date.parse(form.now)
const fields = Object.fromEntries(
  Object.entries(signedForm(own, form)).map(([name, value]) => [name.toLowerCase(), value]),
)
const judged = (changes: Record<string, string>, bytes = 10, where = {}) =>
  deniedForm({ fields: { ...fields, ...changes }, bytes }, { signer: own, bucket: 'b', now: NOW, ...where })?.code

test.each([
  ['taken as it is', {}, 10, undefined],
  ['of one byte', {}, 1, undefined],
  ['with what is to be ignored', { 'x-ignore-me': 'x' }, 10, undefined],
  ['empty', {}, 0, 'EntityTooSmall'],
  ['one byte too large', {}, 11, 'EntityTooLarge'],
  ['under another key', { key: 'uploads/l' }, 10, 'AccessDenied'],
  ['of another type', { 'content-type': 'text/html' }, 10, 'AccessDenied'],
  ['with a field that the policy does not name', { acl: 'public-read' }, 10, 'AccessDenied'],
  ['with another policy', { policy: Buffer.from('{}').toString('base64') }, 10, 'SignatureDoesNotMatch'],
  ['with another signature', { 'x-amz-signature': 'f'.repeat(64) }, 10, 'SignatureDoesNotMatch'],
  ['without a signature', { 'x-amz-signature': '' }, 10, 'InvalidArgument'],
  ['of another account', { 'x-amz-credential': 'AKIA/20261123/us-east-1/s3/aws4_request' }, 10, 'InvalidAccessKeyId'],
] as const)('a form %s', (_, changes, bytes, code) => expect(judged(changes, bytes)).toBe(code))

test('a form for another bucket, or of the past, is refused', () => {
  expect(judged({}, 10, { bucket: 'c' })).toBe('AccessDenied')
  expect(judged({}, 10, { now: NOW + 600_000 })).toBe('AccessDenied')
  expect(judged({}, 10, { now: NOW + 599_999 })).toBeUndefined()
  expect(judged({}, 10, { signer: { ...own, secretAccessKey: 'other' } })).toBe('SignatureDoesNotMatch')
})
