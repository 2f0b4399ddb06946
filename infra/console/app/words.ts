// The words of the console in English and Korean. A text that lacks a language does not compile.

import { signal } from '@preact/signals'
import type { Language, Text } from '#kernel/data/language.ts'
import { reasonOf, values } from './values.ts'

const KEPT = 'holdfast.console.language'

const preferred = (): Language => {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'en' || kept === 'ko') return kept
  const first = navigator.languages.find((tag) => /^(ko|en)\b/.test(tag))
  return first?.startsWith('ko') ? 'ko' : 'en'
}

export const language = signal<Language>(preferred())

export const speak = (next: Language): void => {
  language.value = next
  localStorage.setItem(KEPT, next)
  document.documentElement.lang = next
}

const words = {
  // The frame
  console: { en: 'Holdfast console', ko: 'Holdfast 콘솔' },
  overview: { en: 'Overview', ko: '개요' },
  users: { en: 'Users', ko: '사용자' },
  matches: { en: 'Matches', ko: '경기' },
  payments: { en: 'Payments', ko: '결제' },
  campaigns: { en: 'Campaigns', ko: '캠페인' },
  invariants: { en: 'Invariants', ko: '불변조건' },
  webhooks: { en: 'Webhooks', ko: '웹훅' },
  actions: { en: 'Actions', ko: '운영 기록' },
  search: { en: 'Search', ko: '검색' },
  searchHint: { en: 'Id, email or username', ko: 'ID, 이메일 또는 사용자 이름' },
  skip: { en: 'Skip to content', ko: '본문으로 건너뛰기' },
  signOut: { en: 'Sign out', ko: '로그아웃' },
  signedOutIn: { en: 'Signed out without activity in', ko: '활동이 없으면 로그아웃까지' },
  otherLanguage: { en: '한국어', ko: 'English' },
  local: { en: 'Local', ko: '로컬' },
  staging: { en: 'Staging', ko: '스테이징' },
  production: { en: 'Production', ko: '운영' },
  loading: { en: 'Loading …', ko: '불러오는 중 …' },
  more: { en: 'Load more', ko: '더 보기' },
  tryAgain: { en: 'Try again', ko: '다시 시도' },
  reload: { en: 'Reload', ko: '새로고침' },
  lost: { en: 'No reply came', ko: '응답이 없습니다' },
  nothingHere: { en: 'This page does not exist.', ko: '없는 페이지입니다.' },
  keys: {
    en: 'Keys: / or Ctrl-K search, j and k move in a list, Enter opens.',
    ko: '단축키: / 또는 Ctrl-K 검색, j와 k로 목록에서 이동, Enter로 열기',
  },
  yes: { en: 'yes', ko: '예' },
  no: { en: 'no', ko: '아니요' },
  none: { en: 'none', ko: '없음' },
  seoul: { en: 'Times are in Seoul.', ko: '시각은 서울 기준입니다.' },
  lostRead: {
    en: 'The service cannot be reached. Check the connection, and try again.',
    ko: '서비스에 연결할 수 없습니다. 연결을 확인하고 다시 시도해 주십시오.',
  },

  // Sign-in
  signIn: { en: 'Sign in', ko: '로그인' },
  signInLead: { en: 'For operators.', ko: '운영자 전용입니다.' },
  username: { en: 'Username', ko: '사용자 이름' },
  password: { en: 'Password', ko: '비밀번호' },
  code: { en: 'Code of the authenticator app', ko: '인증 앱의 코드' },
  noOperator: {
    en: 'This user is no operator. On the server: npm run operator -- <username>',
    ko: '운영자가 아닌 사용자입니다. 서버에서 npm run operator -- <사용자 이름>을 실행해 주십시오.',
  },
  wasIdle: {
    en: 'You were signed out after 15 minutes without activity.',
    ko: '15분 동안 활동이 없어 로그아웃되었습니다.',
  },
  wasEnded: { en: 'The session has ended. Sign in again.', ko: '세션이 종료되었습니다. 다시 로그인해 주십시오.' },
  memoryOnly: {
    en: 'The session stays in this tab only and ends with a reload.',
    ko: '세션은 이 탭에만 있으며 새로고침하면 종료됩니다.',
  },

  // Deeds
  cancel: { en: 'Cancel', ko: '취소' },
  reason: { en: 'Reason', ko: '사유' },
  reasonHint: { en: 'It is kept in the actions.', ko: '운영 기록에 남습니다.' },
  whatHappens: { en: 'What will happen', ko: '수행되는 일' },
  lostDeed: {
    en: 'It is not known whether this was done. Close this dialog: the page is read again and shows the state.',
    ko: '처리되었는지 알 수 없습니다. 이 창을 닫으면 페이지를 다시 읽어 현재 상태를 보여 줍니다.',
  },

  // Overview
  health: { en: 'Health', ko: '상태' },
  healthy: { en: 'Table and bucket answer', ko: '테이블과 버킷이 응답합니다' },
  unhealthy: { en: 'Something does not answer', ko: '응답하지 않는 구성 요소가 있습니다' },
  version: { en: 'Version', ko: '버전' },
  lastAudit: { en: 'Last audit', ko: '마지막 감사' },
  noAudit: { en: 'No audit has run yet', ko: '아직 감사가 실행되지 않았습니다' },
  jobs: { en: 'Jobs', ko: '백그라운드 작업' },
  job: { en: 'Job', ko: '백그라운드 작업' },
  every: { en: 'Every', ko: '주기' },
  minutes: { en: 'min', ko: '분' },
  lastRun: { en: 'Last run', ko: '마지막 실행' },
  lag: { en: 'Ago', ko: '경과' },
  onTime: { en: 'on time', ko: '정상' },
  late: { en: 'late', ko: '지연' },
  waiting: { en: 'Waiting for an operator', ko: '운영자를 기다리는 일' },
  reviews: { en: 'Reviews', ko: '검토' },
  stuck: { en: 'Stuck billings', ko: '멈춘 청구' },
  payouts: { en: 'Payouts', ko: '출금 요청' },
  failedDeliveries: { en: 'Failed deliveries', ko: '실패한 전송' },
  failingEndpoints: { en: 'Failing webhooks', ko: '실패 중인 웹훅' },
  moneyToday: { en: 'Money today', ko: '오늘의 결제 금액' },
  moneyLead: {
    en: 'What the gateways captured and refunded since midnight in Seoul. Cash is not among it.',
    ko: '서울 시각 자정부터 결제사가 승인하고 환불한 금액입니다. 캐시는 포함하지 않습니다.',
  },
  traffic: { en: 'Requests of the last hour', ko: '지난 한 시간의 요청' },
  requests: { en: 'Requests', ko: '요청' },
  refusals: { en: 'Refusals', ko: '거절' },
  problemCode: { en: 'Code', ko: '코드' },
  noRefusals: { en: 'No request was refused.', ko: '거절된 요청이 없습니다.' },
  trafficElsewhere: {
    en: 'CloudWatch counts the requests of all functions, and the refusals by code:',
    ko: '모든 함수의 요청과 코드별 거절은 CloudWatch가 셉니다.',
  },
  openDashboard: { en: 'Open the dashboard', ko: '대시보드 열기' },
  violations: { en: 'Violations of the last audit', ko: '마지막 감사의 위반' },

  copy: { en: 'Copy', ko: '복사' },
  copied: { en: 'Copied', ko: '복사됨' },

  // Users
  usersLead: {
    en: 'Search for an email address, the beginning of a username, or the id of a user, an account, a billing, a top-up, a match, a campaign or a webhook endpoint. The id of a payout or a chat room finds its owner.',
    ko: '이메일 주소, 사용자 이름의 앞부분, 또는 사용자, 계좌, 청구, 충전, 경기, 캠페인, 웹훅 엔드포인트의 ID로 검색하십시오. 출금 요청이나 채팅방의 ID로는 그 소유자를 찾습니다.',
  },
  noUsers: {
    en: 'No user has this id, email address or username. If it is a payment id of a gateway, search for the order id that stands beside it there, billing_…-1.',
    ko: '이 ID, 이메일 주소 또는 사용자 이름의 사용자가 없습니다. 결제사의 결제 ID라면 결제사 콘솔에 함께 표시되는 주문 번호(billing_…-1)로 검색하십시오.',
  },
  noPageOfId: {
    en: 'Nothing is found by this id. An order, a seat or a ledger entry is on the page of its billing, match or account: search for the user. A payment id stands in the console of the gateway beside the order id, billing_…-1: search for that order id. Deliveries are under Webhooks.',
    ko: '이 ID로는 찾을 수 없습니다. 주문, 자리, 원장 항목은 각각 청구, 경기, 계좌의 페이지에 있으므로 사용자를 검색하십시오. 결제 ID는 결제사 콘솔에 주문 번호(billing_…-1)와 함께 표시되므로, 그 주문 번호로 검색하십시오. 전송은 웹훅에 있습니다.',
  },
  name: { en: 'Name', ko: '이름' },
  displayName: { en: 'Display name', ko: '표시 이름' },
  email: { en: 'Email', ko: '이메일' },
  verified: { en: 'verified', ko: '확인됨' },
  unverified: { en: 'not verified', ko: '확인되지 않음' },
  pendingEmail: { en: 'New email, not verified', ko: '확인 전 새 이메일' },
  role: { en: 'Role', ko: '역할' },
  state: { en: 'State', ko: '상태' },
  created: { en: 'Created', ko: '생성' },
  since: { en: 'Since', ko: '시작' },
  authenticator: { en: 'Authenticator app', ko: '인증 앱' },
  formerMember: { en: 'Former member', ko: '탈퇴한 사용자' },
  profile: { en: 'Profile', ko: '프로필' },
  account: { en: 'Account', ko: '계좌' },
  noAccount: { en: 'The user has no account.', ko: '계좌가 없습니다.' },
  seats: { en: 'Seats', ko: '자리' },
  noSeats: {
    en: 'The user has no current seat. Earlier ones are in the billings.',
    ko: '현재 잡은 자리가 없습니다. 이전 자리는 청구에서 볼 수 있습니다.',
  },
  billings: { en: 'Billings', ko: '청구' },
  noBillings: { en: 'The user has no billings.', ko: '청구가 없습니다.' },
  sessions: { en: 'Sessions', ko: '세션' },
  noSessions: { en: 'The user is signed in nowhere.', ko: '로그인한 기기가 없습니다.' },
  friends: { en: 'Friends', ko: '친구' },
  groups: { en: 'Groups', ko: '그룹' },
  blocks: { en: 'Blocked users', ko: '차단한 사용자' },
  notifications: { en: 'Notifications', ko: '알림' },
  notificationsLead: {
    en: 'Numbered as they were delivered. A time is that of the event.',
    ko: '순번은 알림이 전달된 순서이고, 시각은 일이 일어난 때입니다.',
  },
  noNotifications: { en: 'The user has no notifications.', ko: '받은 알림이 없습니다.' },
  seen: { en: 'read', ko: '읽음' },
  unseen: { en: 'unread', ko: '읽지 않음' },
  client: { en: 'Client', ko: '클라이언트' },
  lastUsed: { en: 'Last used', ko: '마지막 사용' },
  expires: { en: 'Expires', ko: '만료' },
  end: { en: 'End', ko: '종료' },
  endSession: { en: 'End this session', ko: '이 세션 종료' },
  endSessionSays: {
    en: 'The device is signed out. Its access token stays valid for up to 15 minutes.',
    ko: '이 기기에서 로그아웃됩니다. 액세스 토큰은 최대 15분 동안 유효합니다.',
  },
  lock: { en: 'Lock', ko: '잠금' },
  lockUser: { en: 'Lock the user', ko: '사용자 잠금' },
  lockSays: {
    en: 'Every session ends, and the user cannot sign in until an operator unlocks. Seats, billings and money stay.',
    ko: '모든 세션이 종료되고, 운영자가 잠금을 풀 때까지 로그인할 수 없습니다. 자리, 청구, 잔액은 그대로입니다.',
  },
  unlock: { en: 'Unlock', ko: '잠금 해제' },
  unlockUser: { en: 'Unlock the user', ko: '사용자 잠금 해제' },
  unlockSays: { en: 'The user can sign in again.', ko: '사용자가 다시 로그인할 수 있습니다.' },
  done: { en: 'Done', ko: '완료' },
  operatorsHere: { en: 'What operators did and read here', ko: '운영자가 여기에서 한 일과 조회 기록' },

  // Account
  owner: { en: 'Owner', ko: '소유자' },
  bank: { en: 'Bank', ko: '은행' },
  accountNumber: { en: 'Account number', ko: '계좌번호' },
  balance: { en: 'Balance', ko: '잔액' },
  held: { en: 'Held', ko: '보류 금액' },
  available: { en: 'Available', ko: '사용 가능 금액' },
  closed: { en: 'Closed', ko: '해지' },
  holds: { en: 'What is held', ko: '보류 내역' },
  ledger: { en: 'Ledger', ko: '원장' },
  noEntries: { en: 'The movements of the account will be here.', ko: '계좌의 거래가 여기에 표시됩니다.' },
  seq: { en: 'No.', ko: '순번' },
  type: { en: 'Type', ko: '종류' },
  allTypes: { en: 'All types', ko: '모든 종류' },
  amount: { en: 'Amount', ko: '금액' },
  information: { en: 'Text', ko: '적요' },
  cause: { en: 'Cause', ko: '원인' },
  theOwner: { en: 'the owner', ko: '소유자' },
  time: { en: 'Time', ko: '시각' },
  verifyChain: { en: 'Verify chain', ko: '체인 검증' },
  verifying: { en: 'Verifying …', ko: '검증 중 …' },
  chainHolds: { en: 'The chain holds', ko: '체인에 이상이 없습니다' },
  chainBroken: { en: 'The chain is broken at no.', ko: '체인이 끊어진 순번' },
  entriesChecked: { en: 'entries recomputed', ko: '개 항목을 다시 계산했습니다' },
  csv: { en: 'Save as CSV', ko: 'CSV로 저장' },

  // Payments
  noReviews: {
    en: 'No payment waits for a decision. A payment comes here if the gateway and the stored amounts differ.',
    ko: '결정을 기다리는 결제가 없습니다. 결제사와 저장된 금액이 다르면 여기에 표시됩니다.',
  },
  noStuck: {
    en: 'No billing waits for a gateway for more than 5 minutes.',
    ko: '5분 넘게 결제사를 기다리는 청구가 없습니다.',
  },
  noPayouts: { en: 'No payout waits.', ko: '기다리는 출금 요청이 없습니다.' },
  billing: { en: 'Billing', ko: '청구' },
  topup: { en: 'Top-up', ko: '충전' },
  user: { en: 'User', ko: '사용자' },
  gateway: { en: 'Gateway', ko: '결제사' },
  nextLook: { en: 'Next look-up', ko: '다음 조회' },
  requested: { en: 'Requested', ko: '요청' },
  markPaid: { en: 'Mark as paid', ko: '지급 완료' },
  markPaidSays: {
    en: 'You have transferred the amount by hand. It leaves the account, and cannot be taken back here.',
    ko: '금액을 직접 이체했습니다. 계좌에서 빠져나가며 여기에서 되돌릴 수 없습니다.',
  },
  reject: { en: 'Reject', ko: '반려' },
  rejectSays: {
    en: 'The held amount is available to its owner again.',
    ko: '보류된 금액을 소유자가 다시 사용할 수 있습니다.',
  },
  note: { en: 'Note', ko: '메모' },
  decision: { en: 'Decision', ko: '결정' },
  askedFor: { en: 'Asked for', ko: '요청한 금액' },

  // Billing
  orders: { en: 'Orders', ko: '주문' },
  match: { en: 'Match', ko: '경기' },
  price: { en: 'Price', ko: '가격' },
  coupon: { en: 'Coupon', ko: '쿠폰' },
  cash: { en: 'Cash', ko: '캐시' },
  pay: { en: 'By gateway', ko: '결제사 결제' },
  parking: { en: 'Parking', ko: '주차' },
  total: { en: 'Total', ko: '총액' },
  captured: { en: 'Captured', ko: '승인 금액' },
  refunded: { en: 'Refunded', ko: '환불 금액' },
  refundedCash: { en: 'Cash returned', ko: '돌려준 캐시' },
  stateMachine: { en: 'State', ko: '상태' },
  timeline: { en: 'Time line', ko: '타임라인' },
  noTimeline: { en: 'States and gateway calls will be here.', ko: '상태와 결제사 호출이 여기에 표시됩니다.' },
  timeUnknown: { en: 'time not recorded', ko: '시각 기록 없음' },
  attempts: { en: 'Payment attempts', ko: '결제 시도' },
  attempt: { en: 'Attempt', ko: '시도' },
  paymentId: { en: 'Payment id', ko: '결제 ID' },
  cancellations: { en: 'Cancellations', ko: '취소 내역' },
  open: { en: 'open', ko: '진행 중' },
  lookUp: { en: 'Look up now', ko: '지금 조회' },
  lookUpSays: {
    en: 'Asks the gateway at once, at most once in 10 seconds. What it answers is stored: captured money pays for the seats, a declined payment leaves the billing open.',
    ko: '결제사에 즉시 조회합니다. 10초에 한 번만 조회합니다. 결제사의 응답을 저장합니다. 승인된 금액은 자리의 결제가 되고, 거절된 결제는 청구를 열린 상태로 둡니다.',
  },
  lookUpChanged: {
    en: 'The gateway has answered. The state and the time line show the outcome.',
    ko: '결제사가 응답했습니다. 상태와 타임라인에 결과가 표시됩니다.',
  },
  lookUpOpen: {
    en: 'Nothing has changed: the gateway did not answer, or has no outcome yet. Seats and money stay as they are, and the service looks again at the next look-up. If it stays so, search for the payment id in the console of the gateway, and ask the gateway why it does not answer. The billing ends as soon as it does.',
    ko: '바뀐 것이 없습니다. 결제사가 응답하지 않았거나 아직 결과가 없습니다. 자리와 금액은 그대로이며, 다음 조회 때 자동으로 다시 조회합니다. 계속 그대로이면 결제사 콘솔에서 결제 ID를 찾아보고, 응답하지 않는 이유를 결제사에 문의해 주십시오. 결제사가 응답하면 청구가 끝납니다.',
  },
  lookUpSame: {
    en: 'Nothing has changed: the gateway reports nothing new, or did not answer.',
    ko: '바뀐 것이 없습니다. 결제사에 새로운 내용이 없거나 결제사가 응답하지 않았습니다.',
  },
  START: { en: 'opens the payment page', ko: '결제창 열기 요청' },
  CAPTURE: { en: 'asks for the money', ko: '결제 승인 요청' },
  REFUND: { en: 'asks for a refund', ko: '환불 요청' },
  review: { en: 'Review', ko: '검토' },
  stored: { en: 'Stored here', ko: '저장된 값' },
  atGateway: { en: 'At the gateway', ko: '결제사 기록' },
  gatewayUnknown: { en: 'The gateway knows no such payment', ko: '결제사에 해당 결제가 없습니다' },
  statusThere: { en: 'Status there', ko: '결제사 상태' },
  settle: { en: 'Keep the seats', ko: '자리 유지' },
  release: { en: 'Give the seats back', ko: '자리 반환' },
  ownReview: {
    en: 'This payment is your own. Another operator has to decide.',
    ko: '본인의 결제입니다. 다른 운영자가 결정해야 합니다.',
  },
  settleUnpaid: {
    en: 'The payment counts as made: the seats are confirmed, the coupon is used, held cash is taken. Matches that have started or were cancelled are refunded.',
    ko: '결제된 것으로 처리합니다. 자리가 확정되고 쿠폰이 사용되며 보류된 캐시가 차감됩니다. 이미 시작했거나 취소된 경기는 환불됩니다.',
  },
  settlePaid: {
    en: 'The paid orders stay. What the gateway has refunded beyond the stored amount is recorded and belongs to no order.',
    ko: '결제된 주문을 유지합니다. 저장된 금액보다 결제사가 더 환불한 금액은 기록되지만 어느 주문에도 속하지 않습니다.',
  },
  releaseUnpaid: {
    en: 'Seats, coupon and held cash go back. This service refunds nothing: if the gateway has captured money, refund it in its console.',
    ko: '자리, 쿠폰, 보류된 캐시를 돌려줍니다. 이 서비스는 환불하지 않으므로, 결제사가 승인한 금액이 있으면 결제사 콘솔에서 환불해 주십시오.',
  },
  releasePaid: {
    en: 'The orders are cancelled. What the gateway has not refunded yet is refunded through it.',
    ko: '주문을 취소합니다. 결제사가 아직 환불하지 않은 금액은 결제사를 통해 환불합니다.',
  },
  decisions: { en: 'Earlier decisions', ko: '이전 결정' },
  lastReview: { en: 'The last review', ko: '마지막 검토' },
  gatewayPaymentId: { en: 'Payment id at the gateway', ko: '결제사의 결제 ID' },
  leftAtGateway: {
    en: 'Money at the gateway that this billing does not count',
    ko: '이 청구에 포함되지 않은 결제사 금액',
  },
  leftAtGatewaySays: {
    en: 'The gateway held it when the review was decided, and this service does not refund it. Look in the console of the gateway whether it was refunded.',
    ko: '검토를 결정할 때 결제사에 남아 있던 금액이며, 이 서비스는 환불하지 않습니다. 환불되었는지 결제사 콘솔에서 확인해 주십시오.',
  },

  // Match
  host: { en: 'Host', ko: '주최자' },
  venue: { en: 'Venue', ko: '장소' },
  starts: { en: 'Starts', ko: '시작' },
  players: { en: 'Players', ko: '참가자' },
  fee: { en: 'Fee', ko: '참가비' },
  noPlayers: { en: 'The players will be here.', ko: '참가자가 여기에 표시됩니다.' },
  heldUntil: { en: 'held for', ko: '보류 남은 시간' },
  heldByBilling: { en: 'until its billing ends', ko: '청구가 끝날 때까지' },
  holdOver: { en: 'the hold is over', ko: '보류 시간이 지남' },
  plate: { en: 'Plate', ko: '차량 번호' },
  cancelMatch: { en: 'Cancel the match', ko: '경기 취소' },
  cancelMatchSays: {
    en: 'No seat is taken any more. Within minutes every seat is given back, the waiting list ends, and paid seats are refunded with the amounts above.',
    ko: '더 이상 신청할 수 없습니다. 몇 분 안에 모든 자리가 반환되고 대기자 명단이 비워지며, 결제된 자리는 위 금액대로 환불됩니다.',
  },

  upcoming: { en: 'Upcoming matches', ko: '예정된 경기' },
  noMatches: { en: 'The matches that users open will be here.', ko: '사용자가 연 경기가 여기에 표시됩니다.' },
  free: { en: 'free', ko: '무료' },
  matchOpened: { en: 'The match is opened', ko: '경기 개설' },
  matchCancelled: { en: 'The match is cancelled', ko: '경기 취소' },
  seatTaken: { en: 'A seat is taken by', ko: '자리 신청:' },
  seatEnded: { en: 'A seat is given back by', ko: '자리 반환:' },

  waitingList: { en: 'Waiting list', ko: '대기자 명단' },
  noWaiting: {
    en: 'While the match is full, people who wait will be here.',
    ko: '자리가 모두 차면 기다리는 사람이 여기에 표시됩니다.',
  },
  position: { en: 'Position', ko: '순서' },
  seatsBack: { en: 'Seats given back', ko: '반환되는 자리' },
  waiters: { en: 'People waiting', ko: '대기자 수' },
  paidSeats: { en: 'Paid seats among them', ko: '그중 결제된 자리' },
  givingBack: { en: 'The match is cancelled. Seats still to be given back:', ko: '취소된 경기입니다. 반환할 자리:' },
  givenBack: { en: 'Given back', ko: '반환된 자리' },
  noPlayersLeft: {
    en: 'The match is cancelled. Every seat was given back.',
    ko: '취소된 경기이며 모든 자리가 반환되었습니다.',
  },
  noListLeft: {
    en: 'The match is cancelled. Its waiting list has ended, and people who waited were notified.',
    ko: '취소된 경기입니다. 대기자 명단은 종료되었고 대기하던 사람에게 알림을 보냈습니다.',
  },

  // Campaigns
  campaign: { en: 'Campaign', ko: '캠페인' },
  noCampaigns: { en: 'The campaigns that operators open will be here.', ko: '운영자가 연 캠페인이 여기에 표시됩니다.' },
  discount: { en: 'Discount', ko: '할인' },
  minTotal: { en: 'Minimum total, won', ko: '최소 결제 금액(원)' },
  issued: { en: 'Claimed', ko: '발급' },
  running: { en: 'running', ko: '진행 중' },
  exhausted: { en: 'all claimed', ko: '모두 발급됨' },
  over: { en: 'expired', ko: '종료' },
  openCampaign: { en: 'Open a campaign', ko: '캠페인 열기' },
  openCampaignSays: {
    en: 'Users can claim coupons at once, one each. The terms cannot be changed later.',
    ko: '사용자가 바로 한 사람당 하나씩 쿠폰을 받을 수 있습니다. 조건은 나중에 변경할 수 없습니다.',
  },
  byAmount: { en: 'An amount', ko: '정액' },
  byRate: { en: 'A percentage', ko: '정률' },
  amountWon: { en: 'Amount, won', ko: '금액(원)' },
  percent: { en: 'Percent', ko: '할인율(%)' },
  maxDiscount: { en: 'At most, won', ko: '최대 할인(원)' },
  couponCount: { en: 'Number of coupons', ko: '쿠폰 수' },
  lastDay: { en: 'Last day', ko: '마지막 날' },
  stripes: { en: 'Stripes', ko: '스트라이프' },
  stripe: { en: 'Stripe', ko: '스트라이프' },
  automatic: { en: 'automatic', ko: '자동' },
  stripesLead: {
    en: 'Coupons are counted in parts, so that many users can claim at once.',
    ko: '여러 사용자가 동시에 받을 수 있도록 쿠폰을 나누어 셉니다.',
  },
  claimsASecond: { en: 'Claims a second', ko: '초당 발급' },

  // Invariants
  runAudit: { en: 'Run an audit', ko: '감사 실행' },
  runAuditSays: {
    en: 'Reads the whole table and judges every invariant. It changes nothing and starts within a minute.',
    ko: '테이블 전체를 읽고 모든 불변조건을 판정합니다. 아무것도 변경하지 않으며 1분 안에 시작합니다.',
  },
  auditRequested: { en: 'The audit starts within a minute', ko: '1분 안에 감사가 시작됩니다' },
  auditRunning: { en: 'The audit is running', ko: '감사가 진행 중입니다' },
  noViolations: { en: 'Every invariant holds.', ko: '모든 불변조건이 지켜지고 있습니다.' },
  showItems: { en: 'Show the stored items', ko: '저장된 항목 보기' },
  noRules: { en: 'No invariant has this text.', ko: '이 문구가 있는 불변조건이 없습니다.' },
  keptBy: { en: 'Kept by', ko: '지키는 조건' },
  noKeeper: { en: 'Kept by the way the writes are made.', ko: '쓰기의 구성 자체로 지켜집니다.' },
  holdsTrue: { en: 'holds', ko: '지켜짐' },
  broken: { en: 'broken', ko: '깨짐' },
  notJudged: { en: 'not judged yet', ko: '판정 전' },
  filter: { en: 'Filter', ko: '필터' },
  partition: { en: 'Partition', ko: '파티션' },
  noItems: { en: 'The partition is empty.', ko: '파티션이 비어 있습니다.' },

  // Webhooks
  webhookEndpoints: { en: 'Endpoints', ko: '엔드포인트' },
  webhookEndpoint: { en: 'Webhook endpoint', ko: '웹훅 엔드포인트' },
  noEndpoints: {
    en: 'The addresses to which events are posted will be here.',
    ko: '이벤트를 받을 주소가 여기에 표시됩니다.',
  },
  createEndpoint: { en: 'Add an endpoint', ko: '엔드포인트 추가' },
  createEndpointSays: {
    en: 'New events of these types are posted to the address. Its secret is shown once.',
    ko: '이 유형의 새 이벤트를 주소로 보냅니다. 비밀값은 한 번만 표시됩니다.',
  },
  address: { en: 'Address', ko: '주소' },
  eventTypes: { en: 'Types of events', ko: '이벤트 유형' },
  eventTypesHint: {
    en: 'Such as billing.succeeded, match.cancelled; * for all.',
    ko: 'billing.succeeded, match.cancelled처럼 입력하며, *는 모두입니다.',
  },
  secretOnce: { en: 'The secret, shown only now', ko: '지금만 표시되는 비밀값' },
  enabled: { en: 'enabled', ko: '사용 중' },
  disabled: { en: 'disabled', ko: '사용 안 함' },
  disabledByService: { en: 'disabled after 5 days of failures', ko: '5일 동안 실패해 중단됨' },
  failing: { en: 'failing', ko: '실패 중' },
  failingSince: { en: 'Failing since', ko: '실패 시작' },
  disable: { en: 'Disable', ko: '사용 중지' },
  disableSays: {
    en: 'No event is delivered until it is enabled again.',
    ko: '다시 사용할 때까지 이벤트를 보내지 않습니다.',
  },
  enable: { en: 'Enable', ko: '사용' },
  enableSays: { en: 'Events are delivered from now on.', ko: '지금부터 이벤트를 보냅니다.' },
  replaceSecret: { en: 'Replace the secret', ko: '비밀값 교체' },
  replaceSecretSays: {
    en: 'For 24 hours, messages are signed with both secrets. The new one is shown once.',
    ko: '24시간 동안 두 비밀값으로 서명합니다. 새 비밀값은 한 번만 표시됩니다.',
  },
  delete: { en: 'Delete', ko: '삭제' },
  deleteEndpoint: { en: 'Delete the endpoint', ko: '엔드포인트 삭제' },
  deleteEndpointSays: {
    en: 'What waits for this endpoint is dropped. This cannot be taken back.',
    ko: '이 엔드포인트로 보낼 전송을 버립니다. 되돌릴 수 없습니다.',
  },
  deliveries: { en: 'Deliveries', ko: '전송' },
  noDeliveries: { en: 'The deliveries of events will be here.', ko: '이벤트 전송이 여기에 표시됩니다.' },
  PENDING: { en: 'Pending', ko: '대기' },
  DELIVERED: { en: 'Delivered', ko: '전송됨' },
  FAILED: { en: 'Given up', ko: '재시도 종료' },
  lastReply: { en: 'Last reply', ko: '마지막 응답' },
  nextAttempt: { en: 'Next attempt', ko: '다음 시도' },
  retry: { en: 'Retry', ko: '다시 보내기' },
  waitsBehind: { en: 'after an earlier one', ko: '앞선 전송 뒤' },
  retrySays: {
    en: 'The event is sent again at once. The receiver may get it twice.',
    ko: '이벤트를 바로 다시 보냅니다. 받는 쪽이 두 번 받을 수 있습니다.',
  },
  RETRIED: { en: 'Failed, attempted again', ko: '실패, 재시도 예정' },
  noneOfState: { en: 'No delivery is in this state.', ko: '이 상태의 전송이 없습니다.' },
  deliveriesLead: {
    en: 'A delivery succeeds if the receiver answers with a status from 200 to 299; another status, such as 404, is what the receiver answered at this address. A failed one is attempted up to ten times within about three days, and those after it on the same subject wait.',
    ko: '받는 쪽이 200~299 상태로 응답하면 전송에 성공합니다. 404 같은 다른 상태는 받는 쪽이 이 주소에서 응답한 값입니다. 실패한 전송은 약 사흘 동안 최대 열 번 시도하며, 같은 대상의 다음 전송은 그동안 기다립니다.',
  },

  // Actions
  who: { en: 'Who', ko: '누가' },
  what: { en: 'What', ko: '무엇을' },
  subject: { en: 'Subject', ko: '대상' },
  all: { en: 'All', ko: '전체' },
  deeds: { en: 'Done', ko: '수행' },
  reads: { en: 'Read', ko: '조회' },
  noActions: { en: 'What operators do and read will be here.', ko: '운영자가 한 일과 조회 기록이 여기에 표시됩니다.' },
  mine: { en: 'Only mine', ko: '내 기록만' },
} as const satisfies Readonly<Record<string, Text>>

export type Word = keyof typeof words

/** The text in the language of the console. */
export const t = (word: Word): string => words[word][language.value]

/** A value of the API in words; one without words is shown as it is. */
export const say = (value: string): string => values[value]?.[language.value] ?? value

/** What a user was notified of. An earlier edition may have had other types. */
export const sayNotice = (type: string): string => values[`notice.${type}`]?.[language.value] ?? type

/** Why a payment is under review. */
export const sayReason = (reason: string): string => reasonOf(reason)[language.value]
