// Node's built-in modules in a bundle, loaded lazily: a static ESM import would run all lazy getters of a module.

import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

const names = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)])

export const builtIns: Plugin = {
  name: 'built-ins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path }) =>
      names.has(path) ? { path: path.replace(/^node:/, ''), namespace: 'built-in' } : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}
