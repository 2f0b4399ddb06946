// Views of notifications, webhook endpoints and deliveries: what callers see of the items.

import type { DeliveryItem, EndpointItem, NotificationItem } from './items.ts'

export const notificationView = ({ seq, type, at, data }: NotificationItem, readUpTo: number) => ({
  ...{ seq, type, at, data },
  read: seq <= readUpTo,
})

export const endpointView = (endpoint: EndpointItem) => {
  const { endpointId, url, types, enabled, failingSince = null, disabledAt = null, createdAt } = endpoint
  return { endpointId, url, types: [...types], enabled, failingSince, disabledAt, createdAt }
}

export const deliveryView = (delivery: DeliveryItem) => {
  const { deliveryId, eventId, type, subject, seq, attempts, status, createdAt, dueSk } = delivery
  const { lastStatus = null, lastError = null } = delivery
  const nextAttemptAt = dueSk === undefined ? null : dueSk.slice(0, dueSk.indexOf('#'))
  return { deliveryId, eventId, type, subject, seq, attempts, status, lastStatus, lastError, nextAttemptAt, createdAt }
}
