// Runs before `npm start` and `npm test`: says in one line which Node or package is missing, in a syntax that old ones read.

const fs = require('node:fs')
const path = require('node:path')

const fail = (line) => {
  console.error(`holdfast: ${line}`)
  process.exit(1)
}

const LEAST = 24
const version = process.versions.node
if (Number(version.split('.')[0]) < LEAST)
  fail(
    `This is Node ${version}, and Holdfast needs Node ${LEAST}. Install it from https://nodejs.org/en/download, then try again. On Linux, "npm ci" brings it.`,
  )

const root = path.join(__dirname, '../..')
const declared = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
const missing = Object.keys(Object.assign({}, declared.dependencies, declared.devDependencies)).filter(
  (name) => !fs.existsSync(path.join(root, 'node_modules', name)),
)
if (missing.length > 0) fail(`Packages are not installed: ${missing.join(', ')}. Run "npm ci".`)
