// Problems in Korean, for the page that explains each.

import type { Words } from '#kernel/data/problem.ts'

/** By code. A problem without an entry is shown in English. */
export const korean: Readonly<Record<string, Words>> = {
  'account-exists': {
    title: '이미 계좌가 있음',
    detail: '이미 계좌가 있어요. 계좌는 한 사람에 하나만 만들 수 있어요.',
  },
  'account-locked': { title: '잠긴 계정', detail: '운영자가 이 계정을 잠갔어요. 고객 지원에 문의해 주세요.' },
  'account-not-empty': {
    title: '계좌에 돈이 남아 있음',
    detail:
      '계좌에 잔액이 있거나, 청구나 출금 요청이 잡아 둔 캐시가 있어요. 잔액을 출금하거나 이체하고, 청구를 끝내고, 출금 요청은 취소하거나 결정을 기다려 주세요.',
  },
  'account-not-found': { title: '계좌 없음', detail: '이 ID의 계좌가 없어요.' },
  'account-number-taken': { title: '이미 등록된 계좌번호', detail: '이 은행의 이 계좌번호는 이미 등록돼 있어요.' },
  'already-applied': { title: '이미 신청함', detail: '이 경기에 이미 자리가 있어요.' },
  'already-paid': {
    title: '이미 결제함',
    detail: '이 경기의 자리를 이미 결제했거나, 아직 끝나지 않은 다른 청구에 들어 있어요.',
  },
  'already-waiting': { title: '이미 대기 중', detail: '이미 이 경기의 대기 명단에 있어요.' },
  'application-not-found': { title: '신청 없음', detail: '이 경기에 잡은 자리가 없어요.' },
  'application-paid': { title: '청구에 속한 자리', detail: '이 자리는 청구에 속해 있어요. 청구를 취소해 주세요.' },
  'balance-limit': { title: '잔액 한도 초과', detail: '잔액이 1000조 원을 넘게 돼요.' },
  'billing-not-found': { title: '청구 없음', detail: '이 ID의 청구가 없어요.' },
  'billing-open': {
    title: '끝나지 않은 청구',
    detail: '끝나지 않은 청구가 있어요. 결제하거나 취소해 주세요. 만료될 때까지 기다려도 돼요.',
  },
  'billing-state': {
    title: '지금 상태에서는 할 수 없음',
    detail: '청구의 상태가 이 일을 허락하지 않거나, 청구가 만료됐어요. 청구를 다시 조회해 주세요.',
  },
  blocked: { title: '차단됨', detail: '두 사람 사이에 차단이 있어 할 수 없어요.' },
  'body-too-large': { title: '본문이 너무 큼', detail: '요청 본문이 65536바이트를 넘어요. 더 작게 보내 주세요.' },
  busy: {
    title: '동시 요청이 많음',
    detail:
      '다른 요청들이 같은 데이터를 쓰고 있어요. 이 요청은 아무것도 쓰지 않았고, 나중에도 반영되지 않아요. Retry-After 헤더의 초만큼 기다린 뒤 다시 보내 주세요.',
  },
  'calendar-not-found': {
    title: '캘린더 없음',
    detail: '캘린더가 없거나, 토큰이 틀렸거나 폐기됐어요. POST /users/me/calendar로 새로 만들어 주세요.',
  },
  'campaign-exhausted': { title: '쿠폰 소진', detail: '이 캠페인의 쿠폰이 모두 발급됐어요.' },
  'campaign-expired': { title: '끝난 캠페인', detail: '캠페인이 끝나 쿠폰을 더 발급하지 않아요.' },
  'campaign-not-found': { title: '캠페인 없음', detail: '이 ID의 캠페인이 없어요.' },
  'cash-exceeds-total': {
    title: '합계보다 큰 캐시',
    detail: 'cashAmount가 쿠폰 할인 뒤의 합계보다 커요. 금액을 줄여 주세요.',
  },
  'chatroom-not-found': { title: '채팅방 없음', detail: '이 ID의 채팅방이 없어요.' },
  'code-required': {
    title: '인증 코드가 필요함',
    detail: '이 계정은 인증 앱을 써요. 지금 코드나 복구 코드를 code에 넣어 보내 주세요.',
  },
  'coupon-already-claimed': {
    title: '이미 받은 쿠폰',
    detail: '이 캠페인의 쿠폰을 이미 받았어요. 한 사람에 하나만 받을 수 있어요.',
  },
  'coupon-unusable': {
    title: '쓸 수 없는 쿠폰',
    detail: '이 ID의 쿠폰이 없거나, 이미 쓰는 중이거나, 만료됐거나, 합계가 최소 금액보다 적어요.',
  },
  'default-group': {
    title: '기본 그룹',
    detail: '기본 그룹에는 늘 모든 친구가 들어 있어요. 바꾸거나 삭제할 수 없고, 구성원을 넣거나 뺄 수도 없어요.',
  },
  'delivery-not-found': {
    title: '전송 없음',
    detail: '이 엔드포인트에 이 ID의 전송이 없어요. 전송 기록은 30일 동안 보관돼요.',
  },
  'delivery-waits': {
    title: '앞선 전송을 기다리는 중',
    detail: '같은 대상의 앞선 이벤트를 먼저 전송하고 있어요. 그 전송을 다시 시도해 주세요.',
  },
  'email-taken': {
    title: '이미 등록된 이메일',
    detail: '다른 사람이 이 이메일로 가입했어요. 다른 이메일을 써 주세요.',
  },
  'email-verified': { title: '이미 확인한 이메일', detail: '이메일 주소를 이미 확인했고, 기다리는 변경도 없어요.' },
  forbidden: { title: '권한 없음', detail: '다른 사용자의 것이에요.' },
  'gateway-required': {
    title: '결제사가 필요함',
    detail: '쿠폰과 캐시로는 합계가 채워지지 않아요. 나머지를 결제할 gateway를 KAKAOPAY나 TOSS로 정해 주세요.',
  },
  'gateway-unavailable': {
    title: '쓸 수 없는 결제사',
    detail: '여기서는 이 결제사를 쓸 수 없어요. offered에 있는 결제사를 골라 주세요.',
  },
  'group-full': { title: '그룹이 가득 참', detail: '그룹에는 500명까지 들어갈 수 있어요. 먼저 한 명을 빼 주세요.' },
  'group-limit': { title: '그룹이 너무 많음', detail: '그룹은 20개까지 만들 수 있어요. 먼저 하나를 삭제해 주세요.' },
  'group-name-taken': {
    title: '이미 있는 그룹 이름',
    detail: '같은 이름의 그룹이 이미 있어요. 다른 이름을 골라 주세요.',
  },
  'group-not-found': { title: '그룹 없음', detail: '이 ID의 친구 그룹이 없어요.' },
  'idempotency-key-required': {
    title: '멱등키가 필요함',
    detail:
      '보이는 ASCII 문자 1~255자로 된 Idempotency-Key 헤더를 보내 주세요. 같은 요청을 다시 보낼 때는 같은 키를 써 주세요.',
  },
  'idempotency-key-reused': {
    title: '이미 쓴 멱등키',
    detail: '다른 요청에 쓴 Idempotency-Key예요. 새 키를 써 주세요.',
  },
  'insufficient-balance': {
    title: '잔액 부족',
    detail: '금액이 사용 가능 금액보다 커요. available에 사용 가능 금액이 있어요.',
  },
  internal: {
    title: '내부 오류',
    detail:
      '예상하지 못한 오류로 요청이 실패했어요. 잠시 뒤 다시 시도하고, 또 실패하면 이 응답의 X-Request-Id를 알려 주세요.',
  },
  'invalid-credentials': { title: '로그인 정보가 맞지 않음', detail: '사용자 이름이나 비밀번호가 맞지 않아요.' },
  'invalid-cursor': {
    title: '쓸 수 없는 커서',
    detail: '커서가 손상됐거나 만료됐거나, 다른 목록, 사용자, 조건의 것이에요. 커서 없이 처음부터 다시 조회해 주세요.',
  },
  'invalid-json': { title: '잘못된 JSON', detail: '본문이 올바른 UTF-8 JSON이 아니에요.' },
  'invalid-refresh-token': {
    title: '쓸 수 없는 갱신 토큰',
    detail: '갱신 토큰을 알 수 없거나, 이미 썼거나, 만료됐거나, 세션이 끝났어요. 다시 로그인해 주세요.',
  },
  'invalid-request': { title: '잘못된 요청', detail: '요청에 잘못된 부분이 있어요. errors에 하나씩 적혀 있어요.' },
  'invalid-token': {
    title: '쓸 수 없는 링크',
    detail: '링크가 틀렸거나 만료됐거나 이미 쓴 링크예요. 메일을 다시 요청해 주세요.',
  },
  'invitation-closed': { title: '끝난 초대', detail: '이미 답했거나 취소된 초대이거나, 경기가 시작됐거나 취소됐어요.' },
  'invitation-not-found': { title: '초대 없음', detail: '이 ID의 초대를 받지 않았어요.' },
  'mail-off': {
    title: '메일을 보내지 않음',
    detail: '이 서비스는 메일을 보내지 않아요. 그래서 이메일 확인도, 메일로 하는 비밀번호 재설정도 할 수 없어요.',
  },
  'match-closed': { title: '마감된 경기', detail: '이미 시작했거나 취소된 경기라 더는 바꿀 수 없어요.' },
  'match-full': {
    title: '자리 없음',
    detail: '자리가 모두 찼어요. 대기 명단에 들어가면 자리가 날 때 기다린 순서대로 배정돼요.',
  },
  'match-hosted': {
    title: '주최하는 경기가 있음',
    detail: '아직 시작하지 않은 경기를 주최하고 있어요. 취소하거나 시작할 때까지 기다려 주세요.',
  },
  'match-not-found': { title: '경기 없음', detail: '이 ID의 경기가 없어요.' },
  'max-below-players': {
    title: '참가자보다 적은 자리',
    detail: '이미 자리를 잡은 참가자가 새 maxPlayerCount보다 많아요. 더 큰 수를 골라 주세요.',
  },
  'method-not-allowed': {
    title: '허용되지 않는 메서드',
    detail: '이 경로는 이 메서드를 지원하지 않아요. Allow 헤더에 지원하는 메서드가 있어요.',
  },
  'not-a-friend': { title: '친구가 아님', detail: '이 사용자를 친구로 추가하지 않았어요. 먼저 추가해 주세요.' },
  'not-found': { title: '경로 없음', detail: '이 경로의 API가 없어요. /openapi.json에서 찾아 주세요.' },
  'not-waiting': {
    title: '대기 중이 아님',
    detail: '이 경기의 대기 명단에 없어요. 자리가 나서 배정됐다면 내 신청 목록에 있어요.',
  },
  'notice-too-short': {
    title: '변경이 너무 촉박함',
    detail: '이미 결제된 자리가 있는 경기예요. startsAt을 지금부터 24시간 뒤 이후로 정하거나 경기를 취소해 주세요.',
  },
  'own-billing': {
    title: '자신의 청구',
    detail: '운영자는 자신의 청구를 결정할 수 없어요. 다른 운영자에게 부탁해 주세요.',
  },
  'own-lock': {
    title: '자기 계정',
    detail: '운영자는 자기 계정을 잠그거나 풀거나 인증 앱을 해제할 수 없어요. 다른 운영자에게 부탁해 주세요.',
  },
  'own-payout': { title: '자기 출금 요청', detail: '자기 출금 요청은 결정할 수 없어요. 다른 운영자가 해야 해요.' },
  'parking-full': { title: '주차 자리 없음', detail: '주차 자리가 모두 찼어요.' },
  'payment-declined': {
    title: '결제가 승인되지 않음',
    detail: '결제사가 결제를 승인하지 않았어요. 청구가 만료되기 전에는 다른 결제 수단 등으로 다시 시도할 수 있어요.',
  },
  'payment-refused': {
    title: '결제가 거절됨',
    detail:
      '결제사가 이 결제를 받아들이지 않았어요. gatewayReason에 결제사의 오류 코드가 있어요. 결제된 금액은 없어요. 청구를 취소하고, 다른 결제사나 금액으로 새로 만들어 주세요.',
  },
  'payment-too-small': {
    title: '너무 적은 결제 금액',
    detail: 'payAmount가 결제사의 최소 금액보다 적어요. 결제사로 더 결제하거나, 쿠폰과 캐시로 모두 결제해 주세요.',
  },
  'payout-not-found': { title: '출금 요청 없음', detail: '이 ID의 출금 요청이 없어요.' },
  'payout-state': { title: '이미 끝난 출금 요청', detail: '이미 지급됐거나 거절됐거나 취소된 출금 요청이에요.' },
  'problem-not-found': { title: '문제 없음', detail: '이 코드의 문제가 없어요. 코드는 /openapi.json에서 찾아 주세요.' },
  'quota-exceeded': { title: '한도 초과', detail: '만들 수 있는 최대 개수에 이르렀어요. limit에 한도가 있어요.' },
  'same-account': { title: '같은 계좌', detail: 'fromAccountId와 toAccountId가 같아요. 서로 다른 계좌를 골라 주세요.' },
  'seats-free': { title: '빈자리 있음', detail: '경기에 빈자리가 있어 대기 명단을 쓰지 않아요. 바로 신청해 주세요.' },
  'self-friendship': { title: '자신에게는 할 수 없음', detail: '자기 자신을 친구로 추가하거나 차단할 수 없어요.' },
  'session-not-found': { title: '세션 없음', detail: '이 ID의 내 세션이 없거나 이미 끝났어요.' },
  'span-too-long': {
    title: '너무 긴 기간',
    detail:
      '이 기간의 거래가 파일 하나에 담을 수 있는 수(limit)보다 많아요. to를 until의 시각으로 줄여 받고, 그다음 시각부터 다시 받아 주세요.',
  },
  'task-not-found': {
    title: '할 일 없음',
    detail: '지금 시험 계획의 그 날짜에 이 번호의 할 일이 없어요. 번호는 0부터 시작해요.',
  },
  'testplan-exists': {
    title: '이미 시험 계획이 있음',
    detail: '채팅방에 이미 시험 계획이 있어요. 삭제한 뒤 새로 만들어 주세요.',
  },
  'testplan-not-found': { title: '시험 계획 없음', detail: '채팅방에 지금 시험 계획이 없어요.' },
  'too-many-attempts': {
    title: '시도 횟수 초과',
    detail: '잘못된 비밀번호를 너무 많이 보냈어요. retryAfter초 뒤에 다시 시도해 주세요.',
  },
  'too-many-holds': {
    title: '미결제 자리가 너무 많음',
    detail:
      '결제하지 않은 자리나 청구가 한도(limit)에 이르렀거나, 이 경기의 자리를 결제하지 않고 그만큼 여러 번 잡았어요. 결제하거나, 자리를 반납하거나, 보류 시간이 끝나기를 기다려 주세요.',
  },
  'too-many-mails': {
    title: '메일 요청이 너무 많음',
    detail: '요청으로 보내는 메일은 한 시간에 5통까지예요. retryAfter초 뒤에 다시 시도해 주세요.',
  },
  'too-many-registrations': {
    title: '가입이 너무 많음',
    detail: '이 네트워크 주소에서 너무 많은 사용자가 가입했어요. retryAfter초 뒤에 다시 시도해 주세요.',
  },
  'too-recent': {
    title: '너무 최근 시각',
    detail:
      '그 시각의 거래가 아직 기록되는 중일 수 있어요. retryAfter초 뒤에 다시 시도하거나, at 없이 보내 지금 상태를 조회해 주세요.',
  },
  'topup-not-found': { title: '충전 없음', detail: '이 ID의 충전이 없어요.' },
  'totp-enabled': { title: '이미 쓰는 인증 앱', detail: '인증 앱이 이미 설정돼 있어요. 먼저 해제해 주세요.' },
  'totp-not-found': { title: '인증 앱 없음', detail: '설정된 인증 앱이 없어요. POST /users/me/totp로 시작해 주세요.' },
  'transaction-not-found': { title: '거래 없음', detail: '이 계좌에 이 순번의 거래가 없어요.' },
  unauthenticated: {
    title: '로그인이 필요함',
    detail:
      '유효한 액세스 토큰을 "Authorization: Bearer <accessToken>"으로 보내 주세요. 토큰은 POST /auth/tokens가 발급해요.',
  },
  unavailable: {
    title: '일시적으로 이용할 수 없음',
    detail:
      '저장소가 제때 응답하지 않아 요청이 반영됐는지 알 수 없어요. 같은 Idempotency-Key로 다시 보내면 결과를 알 수 있어요. 키가 없다면 다시 보내기 전에 먼저 조회해 주세요.',
  },
  'unsupported-media-type': {
    title: '지원하지 않는 형식',
    detail: '본문을 "content-type: application/json"으로 보내 주세요.',
  },
  'user-not-found': { title: '사용자 없음', detail: '이 ID의 사용자가 없어요.' },
  'username-taken': {
    title: '이미 쓰는 사용자 이름',
    detail: '다른 사람이 이 사용자 이름을 쓰고 있어요. 대소문자는 구별하지 않아요. 다른 이름을 골라 주세요.',
  },
  'waitlist-full': {
    title: '대기 명단이 가득 참',
    detail: '대기 명단에 더 들어갈 수 없어요. 빠지는 사람이 있을 수 있으니 나중에 다시 시도해 주세요.',
  },
  'weak-password': {
    title: '너무 쉬운 비밀번호',
    detail:
      '유출된 비밀번호나 흔한 단어이거나(뒤에 숫자가 붙어도 같아요), 키보드 배열이거나, 사용자 이름, 이메일의 이름, 이 서비스의 이름이라 가장 먼저 시도되는 비밀번호예요. 다른 비밀번호를 골라 주세요.',
  },
  'webhook-endpoint-not-found': { title: '웹훅 엔드포인트 없음', detail: '이 ID의 웹훅 엔드포인트가 없어요.' },
  'wrong-code': {
    title: '코드가 맞지 않음',
    detail: '코드가 틀렸거나 이미 쓴 코드예요. 인증 앱의 다음 코드를 기다려 주세요.',
  },
  'wrong-password': {
    title: '비밀번호가 맞지 않음',
    detail: '이메일이나 비밀번호를 바꾸려면 지금 비밀번호가 필요해요. currentPassword에 넣어 보내 주세요.',
  },
}
