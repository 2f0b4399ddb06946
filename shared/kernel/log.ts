// Structured logs. What is logged is chosen member by member: no body, no header, no token ever gets here.

import { Logger } from '@aws-lambda-powertools/logger'

export const log = new Logger({ serviceName: 'holdfast' })
