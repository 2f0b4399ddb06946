// SDK errors with DynamoDB's messages.

import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb'

const $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 }

export const ONGOING = 'Transaction is ongoing for the item'
export const UNMET = 'The conditional request failed'

/** Errors outside of the API model; the SDK knows them only by name. */
const unmodelled = (name: string, message: string): Error =>
  new DynamoDBServiceException({ name, message, $fault: 'client', $metadata })

export const invalid = (message: string): Error => unmodelled('ValidationException', message)

export const unreadable = (message: string): Error => unmodelled('SerializationException', message)

export const notFound = (message = 'Requested resource not found'): Error =>
  new ResourceNotFoundException({ message, $metadata })

export const inUse = (tableName: string): Error =>
  new ResourceInUseException({ message: `Table already exists: ${tableName}`, $metadata })

export const unmet = (item: Readonly<Record<string, AttributeValue>> | undefined): Error =>
  item
    ? new ConditionalCheckFailedException({ message: UNMET, Item: { ...item }, $metadata })
    : new ConditionalCheckFailedException({ message: UNMET, $metadata })

export const conflict = (): Error => new TransactionConflictException({ message: ONGOING, $metadata })

export const mismatch = (): Error =>
  new IdempotentParameterMismatchException({
    message: 'The client request token was used with other parameters before',
    $metadata,
  })

export const inProgress = (): Error =>
  new TransactionInProgressException({
    message: 'The transaction with the given request token is in progress',
    $metadata,
  })

export const cancelled = (reasons: readonly CancellationReason[]): Error =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: [...reasons],
    $metadata,
  })

export const throttled = (): Error =>
  unmodelled('ThrottlingException', 'Rate of requests exceeds the allowed throughput')

/** Errors of the network, as the SDK throws them. */
export const unreachable = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
export const unanswered = (): Error => Object.assign(new Error('the request timed out'), { name: 'TimeoutError' })
