// The values of the API that people read, such as states, in English and Korean.

import type { Text } from '#kernel/data/language.ts'

export const values: Readonly<Record<string, Text>> = {
  ACTIVE: { en: 'active', ko: '활성' },
  LOCKED: { en: 'locked', ko: '잠김' },
  DELETED: { en: 'deletion asked for', ko: '탈퇴 요청됨' },
  ERASED: { en: 'erased', ko: '삭제됨' },
  USER: { en: 'user', ko: '사용자' },
  OPERATOR: { en: 'operator', ko: '운영자' },
  HELD: { en: 'held', ko: '보류' },
  CONFIRMED: { en: 'confirmed', ko: '확정' },
  OPEN: { en: 'open', ko: '모집 중' },
  CANCELLED: { en: 'cancelled', ko: '취소됨' },
  READY: { en: 'ready', ko: '준비' },
  PAYING: { en: 'paying', ko: '결제 중' },
  APPROVING: { en: 'approving', ko: '승인 중' },
  SUCCESS: { en: 'paid', ko: '결제 완료' },
  CANCELLING: { en: 'cancelling', ko: '취소 중' },
  PARTIALLY_CANCELLED: { en: 'partly cancelled', ko: '일부 취소' },
  EXPIRED: { en: 'expired', ko: '만료' },
  REVIEW: { en: 'review', ko: '검토' },
  RESERVED: { en: 'reserved', ko: '예약됨' },
  PAID: { en: 'paid', ko: '결제됨' },
  PENDING: { en: 'pending', ko: '대기' },
  REJECTED: { en: 'rejected', ko: '반려' },
  ISSUED: { en: 'issued', ko: '발급됨' },
  USED: { en: 'used', ko: '사용됨' },
  DEPOSIT: { en: 'deposit', ko: '입금' },
  WITHDRAWAL: { en: 'withdrawal', ko: '출금' },
  TRANSFER_IN: { en: 'transfer in', ko: '이체 입금' },
  TRANSFER_OUT: { en: 'transfer out', ko: '이체 출금' },
  PAYMENT: { en: 'payment', ko: '결제' },
  REFUND: { en: 'refund', ko: '환불' },
  TOPUP: { en: 'top-up', ko: '충전' },
  TOPUP_CANCEL: { en: 'top-up cancelled', ko: '충전 취소' },
  APPLICANT: { en: 'withdrawn', ko: '신청 취소' },
  LAPSE: { en: 'hold ran out', ko: '보류 만료' },
  CANCELLATION: { en: 'match cancelled', ko: '경기 취소' },
  BILLING: { en: 'given back by its billing', ko: '청구에서 반환' },
  KAKAOPAY: { en: 'KakaoPay', ko: '카카오페이' },
  TOSS: { en: 'Toss Payments', ko: '토스페이먼츠' },
  SEQ: { en: 'an entry is missing or surplus', ko: '항목이 빠졌거나 남습니다' },
  HASH: { en: 'the entry was changed', ko: '항목이 변경되었습니다' },
  BALANCE: { en: 'the balance does not follow', ko: '잔액이 이어지지 않습니다' },
  TIME: { en: 'the time runs backwards', ko: '시각이 거꾸로 갑니다' },
  ACCOUNT: { en: 'the account differs from its last entry', ko: '계좌가 마지막 항목과 다릅니다' },
  SETTLE: { en: 'kept', ko: '유지' },
  RELEASE: { en: 'given back', ko: '반환' },
  command: { en: 'a command on the server', ko: '서버 명령' },
  // What operators did and read
  'ops.user.locked': { en: 'locked a user', ko: '사용자 잠금' },
  'ops.user.unlocked': { en: 'unlocked a user', ko: '사용자 잠금 해제' },
  'ops.totp.removed': { en: "removed a user's authenticator app", ko: '사용자의 인증 앱 제거' },
  'ops.session.ended': { en: 'ended a session', ko: '세션 종료' },
  'ops.match.cancelled': { en: 'cancelled a match', ko: '경기 취소' },
  'ops.review.settle': { en: 'decided a review: kept', ko: '검토 결정: 유지' },
  'ops.review.release': { en: 'decided a review: given back', ko: '검토 결정: 반환' },
  'ops.payout.paid': { en: 'paid a payout', ko: '출금 지급' },
  'ops.payout.rejected': { en: 'rejected a payout', ko: '출금 반려' },
  'ops.campaign.opened': { en: 'opened a campaign', ko: '캠페인 개설' },
  'ops.webhook.created': { en: 'created a webhook endpoint', ko: '웹훅 엔드포인트 생성' },
  'ops.webhook.changed': { en: 'changed a webhook endpoint', ko: '웹훅 엔드포인트 변경' },
  'ops.webhook.deleted': { en: 'deleted a webhook endpoint', ko: '웹훅 엔드포인트 삭제' },
  'ops.webhook.secret.replaced': { en: 'replaced a webhook secret', ko: '웹훅 비밀값 교체' },
  'ops.webhook.retried': { en: 'retried a delivery', ko: '전송 재시도' },
  'ops.audit.requested': { en: 'requested an audit', ko: '감사 요청' },
  'ops.billing.looked-up': { en: 'looked a billing up at the gateway', ko: '청구를 결제사에서 조회' },
  'ops.operator.promoted': { en: 'made an operator', ko: '운영자로 지정' },
  'ops.operator.demoted': { en: 'removed an operator', ko: '운영자 해제' },
  'ops.users.found': { en: 'searched users', ko: '사용자 검색' },
  'ops.user.read': { en: 'read a user', ko: '사용자 조회' },
  'ops.seats.read': { en: 'read the seats of a user', ko: '사용자의 자리 조회' },
  'ops.billings.read': { en: 'read the billings of a user', ko: '사용자의 청구 조회' },
  'ops.account.read': { en: 'read an account', ko: '계좌 조회' },
  'ops.ledger.read': { en: 'read a ledger', ko: '원장 조회' },
  'ops.ledger.verified': { en: 'verified a ledger', ko: '원장 검증' },
  'ops.billing.read': { en: 'read a billing', ko: '청구 조회' },
  'ops.match.read': { en: 'read a match', ko: '경기 조회' },
  'ops.reviews.read': { en: 'read the reviews', ko: '검토 목록 조회' },
  'ops.stuck-billings.read': { en: 'read the stuck billings', ko: '멈춘 청구 조회' },
  'ops.payouts.read': { en: 'read the payouts', ko: '출금 요청 조회' },
  'ops.items.read': { en: 'read stored items', ko: '저장된 항목 조회' },
  // Modules
  'module.kernel': { en: 'Requests', ko: '요청' },
  'module.users': { en: 'Users', ko: '사용자' },
  'module.wallet': { en: 'Wallet', ko: '계좌' },
  'module.matches': { en: 'Matches', ko: '경기' },
  'module.friends': { en: 'Friends', ko: '친구' },
  'module.chat': { en: 'Chat', ko: '채팅' },
  'module.coupons': { en: 'Coupons', ko: '쿠폰' },
  'module.billing': { en: 'Billings', ko: '청구' },
  'module.mail': { en: 'Mails', ko: '메일' },
  'module.erasure': { en: 'Erasure of users', ko: '사용자 정보 삭제' },
  'module.hosting': { en: 'Hosts and players', ko: '주최자와 참가자' },
  'module.payment': { en: 'Payments', ko: '결제' },
  'module.registration': { en: 'Registration', ko: '가입' },
  'module.outbox': { en: 'Outbox of events', ko: '이벤트 발신함' },
  'module.events': { en: 'Notifications and webhooks', ko: '알림과 웹훅' },
  'module.inviting': { en: 'Invitations', ko: '초대' },
  'module.waiting': { en: 'Waiting lists', ko: '대기자 명단' },
  // Jobs
  'events.relayEvents': { en: 'Relays events', ko: '이벤트 전달' },
  'events.deliverEvents': { en: 'Delivers events to webhooks', ko: '웹훅 전송' },
  'chat.sweepRooms': { en: 'Removes deleted chatrooms', ko: '삭제된 채팅방 정리' },
  'billing.reconcileBillings': { en: 'Reconciles payments', ko: '결제 대사' },
  'friends.sweepGroups': { en: 'Removes the members of deleted groups', ko: '삭제된 그룹의 구성원 정리' },
  'friends.sweepImages': { en: 'Deletes old images', ko: '오래된 이미지 삭제' },
  'mail.sendMails': { en: 'Sends mails', ko: '메일 발송' },
  'matches.sweepSeats': { en: 'Releases lapsed seats', ko: '만료된 자리 반환' },
  'ops.auditTable': { en: 'Audits the table', ko: '테이블 감사' },
  'users.eraseUsers': { en: 'Erases former members', ko: '탈퇴한 사용자 정보 삭제' },
}

/** The reasons for a review, as the service stores them. */
const reasons: readonly (readonly [stored: RegExp, (...found: string[]) => Text])[] = [
  [
    /^the gateway captured what was not asked for$/,
    () => ({
      en: 'The gateway captured another amount than the one it was asked for.',
      ko: '결제사가 요청한 금액과 다른 금액을 승인했습니다.',
    }),
  ],
  [
    /^what the gateway gave back is not what was asked for$/,
    () => ({
      en: 'The gateway refunded another amount than the one it was asked for.',
      ko: '결제사가 요청한 금액과 다른 금액을 환불했습니다.',
    }),
  ],
  [
    /^the gateway does not give the money back$/,
    () => ({ en: 'The gateway refuses the refund.', ko: '결제사가 환불을 거절했습니다.' }),
  ],
  [
    /^attempt (\d+): the gateway knows no such payment$/,
    (no) => ({
      en: `The gateway does not know the payment of attempt ${no}.`,
      ko: `결제사에 ${no}번째 시도의 결제가 없습니다.`,
    }),
  ],
  [
    /^attempt (\d+): the gateway says (\w+), and not what was asked for$/,
    (no, state) => ({
      en: `The gateway answers ${state} for attempt ${no}, with other amounts than it was asked for.`,
      ko: `결제사가 ${no}번째 시도에 대해 ${state}(으)로 응답했으며, 요청한 금액과 다릅니다.`,
    }),
  ],
  [
    /^attempt (\d+) was captured as well$/,
    (no) => ({
      en: `The gateway has captured attempt ${no} as well: the user has paid twice.`,
      ko: `결제사가 ${no}번째 시도도 승인했습니다. 사용자가 두 번 결제했습니다.`,
    }),
  ],
  [
    /^the gateway says (\w+): the payment was changed there$/,
    (state) => ({
      en: `The payment was changed at the gateway, which answers ${state}.`,
      ko: `결제사에서 결제가 변경되었습니다. 결제사의 응답은 ${state}입니다.`,
    }),
  ],
]

/** Why a payment is under review. @returns an unknown reason as it is stored */
export const reasonOf = (stored: string): Text => {
  for (const [pattern, text] of reasons) {
    const found = pattern.exec(stored)
    if (found) return text(...found.slice(1))
  }
  return { en: stored, ko: stored }
}
