// `npm start`: runs the API on this machine.

import { command } from '#infra/local/command.ts'
import { load } from '#infra/local/load.ts'
import { answerHelp } from './usage.ts'

answerHelp({
  line: 'npm start [-- --memory]',
  text: {
    en: `Runs the API on this machine: HTTP gateway, engine, jobs, bucket, a payment sandbox and a mailbox.

  --memory  store nothing

Environment: PORT (default 3000), HOST (127.0.0.1), SANDBOX_PORT, MAILBOX_PORT, DATA_DIR (.data).
MAIL=off sends no mail; SMTP_URL sends mails through a mail server, from MAIL_FROM.
DYNAMODB_ENDPOINT and TABLE_NAME select another engine. Pages of this machine may call the API;
CORS_ORIGINS lists origins of other sites, separated by commas.`,
    ko: `이 컴퓨터에서 API를 실행합니다: HTTP 게이트웨이, 엔진, 잡, 버킷, 결제 샌드박스, 메일함.

  --memory  아무것도 저장하지 않습니다

환경 변수: PORT(기본값 3000), HOST(127.0.0.1), SANDBOX_PORT, MAILBOX_PORT, DATA_DIR(.data).
MAIL=off이면 메일을 보내지 않습니다. SMTP_URL이 있으면 MAIL_FROM을 보낸 사람으로 메일 서버를 통해 보냅니다.
DYNAMODB_ENDPOINT와 TABLE_NAME은 다른 엔진을 고릅니다. 이 컴퓨터의 페이지는 API를 호출할 수 있습니다.
CORS_ORIGINS에는 다른 사이트의 출처를 쉼표로 나누어 적습니다.`,
  },
})
await command(load)
