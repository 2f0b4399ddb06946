// The program behind `npm start`.

import { command } from './command.ts'
import { load } from './load.ts'

await command(load)
