// Views of matches.

import type * as z from 'zod/mini'
import { calendarToken } from './calendar.ts'
import type { CalendarItem, InvitationItem, MatchItem, Place, SeatItem } from './items.ts'
import type { Application, Calendar, Invitation, InvitationStatus, Match, WaitingPlace } from './schema.ts'

export const matchView = (item: MatchItem): z.input<typeof Match> => ({
  matchId: item.matchId,
  hostId: item.hostId,
  title: item.title,
  venue: item.venue,
  startsAt: item.startsAt,
  durationMinutes: item.durationMinutes,
  maxPlayerCount: item.maxPlayerCount,
  playerCount: item.playerCount,
  waitingCount: item.waitingCount ?? 0,
  fee: item.fee,
  parkingCapacity: item.parkingCapacity,
  parkingCount: item.parkingCount,
  status: item.status,
})

export const applicationView = (seat: SeatItem): z.input<typeof Application> => ({
  applicationId: seat.applicationId,
  matchId: seat.matchId,
  userId: seat.userId,
  status: seat.status,
  heldUntil: seat.heldUntil ?? null,
  createdAt: seat.createdAt,
})

export const calendarView = (item: CalendarItem): z.input<typeof Calendar> => {
  const token = calendarToken(item)
  return { token, path: `/users/me/calendar.ics?token=${token}`, createdAt: item.createdAt }
}

/** @param position 1 for the person who gets the next seat */
export const placeView = (
  matchId: string,
  { userId, joinedAt }: Place,
  position: number,
): z.input<typeof WaitingPlace> => ({ matchId, userId, position, joinedAt })

export const invitationView = (
  { invitationId, matchId, from, createdAt }: InvitationItem,
  status: z.infer<typeof InvitationStatus>,
): z.input<typeof Invitation> => ({ invitationId, matchId, from, status, createdAt })
