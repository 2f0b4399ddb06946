// The problems of matches.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const MatchNotFound = problem('match-not-found', 404, {
  en: { title: 'Match not found', detail: 'No match has this id.' },
  ko: { title: '경기를 찾을 수 없음', detail: '이 ID의 경기가 없습니다.' },
})
export const MatchClosed = problem('match-closed', 409, {
  en: { title: 'Match closed', detail: 'The match has started or was cancelled, so it can no longer change.' },
  ko: { title: '마감된 경기', detail: '이미 시작했거나 취소된 경기이므로 더 이상 변경할 수 없습니다.' },
})
export const MatchFull = problem('match-full', 409, {
  en: {
    title: 'Match full',
    detail:
      'All seats are taken. Join the waiting list: a seat that comes free goes to the person who has waited longest.',
  },
  ko: {
    title: '남은 자리 없음',
    detail: '자리가 모두 찼습니다. 대기자 명단에 들어가면 자리가 날 때 가장 오래 기다린 사람부터 배정됩니다.',
  },
})
export const AlreadyApplied = problem('already-applied', 409, {
  en: { title: 'Already applied', detail: 'You already have a seat in this match.' },
  ko: { title: '이미 신청함', detail: '이 경기에 이미 자리가 있습니다.' },
})
export const ApplicationNotFound = problem('application-not-found', 404, {
  en: { title: 'Application not found', detail: 'You have no seat in this match.' },
  ko: { title: '신청을 찾을 수 없음', detail: '이 경기에 신청한 자리가 없습니다.' },
})
export const CalendarNotFound = problem('calendar-not-found', 404, {
  en: {
    title: 'Calendar not found',
    detail: 'You have no calendar, or its token is wrong or was revoked. Make a new one with POST /users/me/calendar.',
  },
  ko: {
    title: '캘린더를 찾을 수 없음',
    detail: '캘린더가 없거나, 토큰이 틀렸거나 폐기되었습니다. POST /users/me/calendar로 새로 만들어 주십시오.',
  },
})
export const ApplicationPaid = problem('application-paid', 409, {
  en: { title: 'Application paid', detail: 'The seat belongs to a billing. Cancel the billing instead.' },
  ko: { title: '청구에 포함된 자리', detail: '이 자리는 청구에 포함되어 있습니다. 청구를 취소해 주십시오.' },
})
export const MaxBelowPlayers = problem('max-below-players', 409, {
  en: {
    title: 'Fewer seats than players',
    detail: 'More players have seats than the new maxPlayerCount allows. Choose a larger one.',
  },
  ko: {
    title: '참가자보다 적은 자리',
    detail: '이미 자리를 잡은 참가자가 새 maxPlayerCount보다 많습니다. 더 큰 수를 선택해 주십시오.',
  },
})
export const AlreadyPaid = problem('already-paid', 409, {
  en: {
    title: 'Seat already ordered',
    detail:
      'Your seat in this match is confirmed, or it belongs to another billing of yours that has not ended. Continue with that billing, or cancel it.',
  },
  ko: {
    title: '이미 주문한 자리',
    detail:
      '이 경기의 자리가 이미 확정되었거나, 아직 끝나지 않은 다른 청구에 포함되어 있습니다. 그 청구를 계속 진행하거나 취소해 주십시오.',
  },
})
export const ParkingFull = problem('parking-full', 409, {
  en: { title: 'Parking full', detail: 'All parking spaces are taken.' },
  ko: { title: '남은 주차 자리 없음', detail: '주차 자리가 모두 찼습니다.' },
})
export const TooManyHolds = problem(
  'too-many-holds',
  409,
  {
    en: {
      title: 'Too many unpaid holds',
      detail:
        'You have as many unpaid seats or billings as limit allows, or took a seat of this match that often without paying. Pay, give a seat back, or wait until a hold expires.',
    },
    ko: {
      title: '결제하지 않은 자리가 너무 많음',
      detail:
        '결제하지 않은 자리나 청구가 한도(limit)에 도달했거나, 이 경기의 자리를 결제하지 않고 그만큼 여러 번 잡았습니다. 결제하거나 자리를 반납하거나 보류 시간이 끝날 때까지 기다려 주십시오.',
    },
  },
  { limit: documented(z.int(), { example: 5 }) },
)
export const NoticeTooShort = problem('notice-too-short', 409, {
  en: {
    title: 'Notice too short',
    detail: 'Seats of this match are paid. Choose a startsAt at least 24 hours from now, or cancel the match.',
  },
  ko: {
    title: '너무 촉박한 변경',
    detail: '이미 결제된 자리가 있는 경기입니다. startsAt을 지금부터 24시간 이후로 정하거나 경기를 취소해 주십시오.',
  },
})
export const MatchHosted = problem('match-hosted', 409, {
  en: { title: 'Match hosted', detail: 'You host a match that has not started. Cancel it, or wait until it starts.' },
  ko: {
    title: '주최 중인 경기',
    detail: '아직 시작하지 않은 경기를 주최하고 있습니다. 경기를 취소하거나 시작할 때까지 기다려 주십시오.',
  },
})
export const SeatsFree = problem('seats-free', 409, {
  en: {
    title: 'Seats free',
    detail: 'The match has a free seat, so there is no waiting list. Apply for the seat instead.',
  },
  ko: { title: '빈자리 있음', detail: '경기에 빈자리가 있어 대기자 명단을 쓰지 않습니다. 바로 신청해 주십시오.' },
})
export const AlreadyWaiting = problem('already-waiting', 409, {
  en: { title: 'Already waiting', detail: 'You are already on the waiting list of this match.' },
  ko: { title: '이미 대기 중', detail: '이미 이 경기의 대기자 명단에 있습니다.' },
})
export const WaitlistFull = problem('waitlist-full', 409, {
  en: {
    title: 'Waiting list full',
    detail: 'The waiting list takes no more people. Try again later; a place may become free.',
  },
  ko: {
    title: '가득 찬 대기자 명단',
    detail: '대기자 명단에 더 들어갈 수 없습니다. 자리가 날 수 있으니 나중에 다시 시도해 주십시오.',
  },
})
export const NotWaiting = problem('not-waiting', 404, {
  en: {
    title: 'Not waiting',
    detail:
      'You are not on the waiting list of this match. If a seat came free for you, it is among your applications.',
  },
  ko: {
    title: '대기 중이 아님',
    detail: '이 경기의 대기자 명단에 없습니다. 자리가 배정되었다면 내 신청 목록에 있습니다.',
  },
})
export const InvitationNotFound = problem('invitation-not-found', 404, {
  en: { title: 'Invitation not found', detail: 'You have no invitation with this id.' },
  ko: { title: '초대를 찾을 수 없음', detail: '이 ID의 초대를 받지 않았습니다.' },
})
export const InvitationClosed = problem('invitation-closed', 409, {
  en: {
    title: 'Invitation closed',
    detail: 'The invitation was answered, withdrawn, or its match has started or was cancelled.',
  },
  ko: {
    title: '끝난 초대',
    detail: '이미 답했거나 취소된 초대이거나, 경기가 시작했거나 취소되었습니다.',
  },
})
