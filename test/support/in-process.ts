// fetch() without a network: the event that API Gateway would make, handed to the handlers of this process.

import { load } from '#infra/local/load.ts'
import { fetchFrom, type Invoke } from '#kit/testing/fetch.ts'

/** Handlers are loaded by the first request: a test that makes none has not to wait for them. */
const served = () => load().then(({ entries }) => entries)

/** @param invoke hands the event to a function, wherever that runs */
export const fetchThrough = (invoke: Invoke): typeof fetch => fetchFrom(served, invoke)

export const inProcess: typeof fetch = fetchFrom(served)
