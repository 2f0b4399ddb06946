// Errors of configuration, in one line that says what to do.

/** Neither the caller's mistake nor a bug: the person who deployed or started the service corrects the configuration. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}

/** @returns undefined where the error is about something else */
export const misconfiguration = (error: unknown): string | undefined => {
  if (error instanceof Misconfigured) return error.message
  const { name = '', message = '' } = (error ?? {}) as { name?: string; message?: string }
  const { TABLE_NAME: tableName, AWS_REGION: region = 'this region' } = process.env
  if (name === 'ResourceNotFoundException') return `There is no table ${tableName} in ${region}. Check TABLE_NAME.`
  if (/region is missing/i.test(message)) return 'No AWS region is set. Set AWS_REGION.'
  if (/Credentials|UnrecognizedClient|ExpiredToken|InvalidSignature/.test(name) || /AWS_ACCESS_KEY_ID/.test(message))
    return 'There are no valid AWS credentials. Sign in to AWS, or check the role.'
  return name === 'AccessDeniedException' ? message : undefined
}
