// `npm run dump -- <folder>`: writes all items of a table into a folder, in the format of DynamoDB's exports.

import { dump } from '#infra/export/export.ts'
import { tableOf } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run dump -- <folder>',
  text: `Writes all items of a table into a new folder, in the format of DynamoDB's exports to S3.

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).
Stop writers first, or some changes of a transaction may be missing. A table in DynamoDB has point-in-time recovery for this.`,
  fits: (words: readonly string[]) => words.length === 1,
}

await runScript(async () => {
  const [folder = ''] = argumentsOf(usage).words
  const { client, tableName } = tableOf(process.env)
  const count = await dump(client, tableName, folder)
  client.destroy()
  process.stdout.write(`${count} items of ${tableName} are in ${folder}.\n`)
})
