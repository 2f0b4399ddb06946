// The environment of every test file.

import { inject } from 'vitest'
import { setEnvironment } from './process.ts'

setEnvironment(inject('endpoint'), inject('sandbox'))
