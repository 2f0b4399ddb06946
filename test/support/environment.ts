// The environment of every test file.

import { inject } from 'vitest'
import { setEnvironment } from './process.ts'

setEnvironment(inject('endpoint'), inject('sandbox'))
// Files share a process. Instances and simulations set it, and read what is there.
delete process.env['DUE_STRIPES']
