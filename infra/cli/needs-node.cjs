// Runs before `npm start` and `npm test`: says in one line which Node is missing, in a syntax that old ones read.

const LEAST = 24
const version = process.versions.node
if (Number(version.split('.')[0]) < LEAST) {
  console.error(
    'holdfast: This is Node ' +
      version +
      ', and Holdfast needs Node ' +
      LEAST +
      '. Install it from https://nodejs.org/en/download, ' +
      'then try again. On Linux, "npm ci" brings it.',
  )
  process.exit(1)
}
