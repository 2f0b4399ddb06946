// Errors of configuration, as a sentence that says what to do.

/** Neither an error of the caller nor a bug: the operator of the service must correct the configuration. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}

/** @returns undefined if the error has another cause */
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
