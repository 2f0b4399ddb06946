// `npm run dump -- <folder>`: writes all items of a table into a folder, in the format of DynamoDB's exports.

import { dump } from '#infra/export/export.ts'
import { tableOf } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run dump -- <folder>',
  text: {
    en: `Writes all items of a table into a new folder, in the format of DynamoDB's exports to S3.

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).
Stop writers first, or some changes of a transaction may be missing. A table in DynamoDB has point-in-time recovery for this.`,
    ko: `테이블의 모든 항목을 새 폴더에 씁니다. 형식은 DynamoDB가 S3로 내보내는 것과 같습니다.

테이블은 DYNAMODB_ENDPOINT와 TABLE_NAME으로 정하거나, DATA_DIR(기본값 .data)에서 실행 중인 인스턴스의 것을 씁니다.
쓰기를 먼저 멈추지 않으면 트랜잭션의 변경 일부가 빠질 수 있습니다. DynamoDB의 테이블에는 시점 복구를 쓰십시오.`,
  },
  fits: (words: readonly string[]) => words.length === 1,
}

await runScript(async () => {
  const [folder = ''] = argumentsOf(usage).words
  const { client, tableName } = tableOf(process.env)
  const count = await dump(client, tableName, folder)
  client.destroy()
  process.stdout.write(`${count} items of ${tableName} are in ${folder}.\n`)
})
