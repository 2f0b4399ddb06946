// Webhooks: the endpoints, the deliveries to each, retries, and the replacement of secrets.

import { useState } from 'preact/hooks'
import { count, when } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Deed, Fields, Id, Listed, OwnId, Page, Section, Shown } from '../parts.tsx'
import { go, to } from '../route.ts'
import { api } from '../session.ts'
import { t } from '../words.ts'
import { ActionsOn } from './actions.tsx'

interface Endpoint {
  readonly enabled: boolean
  readonly failingSince: string | null
  readonly disabledAt: string | null
}

const State = ({ of }: { of: Endpoint }) => {
  if (!of.enabled) return <Badge of="WEBHOOK" tone="bad" text={t(of.disabledAt ? 'disabledByService' : 'disabled')} />
  return of.failingSince ? (
    <Badge of="WEBHOOK" tone="warn" text={t('failing')} />
  ) : (
    <Badge of="WEBHOOK" tone="good" text={t('enabled')} />
  )
}

export const WebhooksPage = () => {
  const [secret, setSecret] = useState<string>()
  const pages = usePages((cursor) => api.events.listEndpoints({ query: cursor ? { cursor } : {} }), 'webhooks')
  const create = async (_: string, form: FormData) => {
    const types = String(form.get('types') ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
    const body = { url: String(form.get('url') ?? '').trim(), types }
    // The service says which types there are.
    const answer = await api.events.createEndpoint({ body: body as never })
    if (answer.ok) setSecret(answer.body.secret)
    return answer
  }
  return (
    <Page title={t('webhooks')}>
      {secret ? <Secret of={secret} /> : null}
      <Section
        title={t('webhookEndpoints')}
        aside={
          <Deed
            label={t('createEndpoint')}
            title={t('createEndpoint')}
            says={t('createEndpointSays')}
            asks="nothing"
            tone="main"
            act={create}
            done={pages.reload}
          >
            <label>
              {t('address')}
              <input name="url" type="url" required maxLength={2000} placeholder="https://" />
            </label>
            <label>
              {t('eventTypes')}
              <input name="types" required defaultValue="*" />
              <small>{t('eventTypesHint')}</small>
            </label>
          </Deed>
        }
      >
        <Listed
          label={t('webhookEndpoints')}
          pages={pages}
          empty="noEndpoints"
          keyOf={({ endpointId }) => endpointId}
          columns={[
            { head: 'address', cell: ({ endpointId, url }) => <a href={to('webhooks', endpointId)}>{url}</a> },
            { head: 'state', cell: (endpoint) => <State of={endpoint} /> },
            { head: 'eventTypes', cell: ({ types }) => <span class="mono">{types.join(', ')}</span> },
            { head: 'created', cell: ({ createdAt }) => when(createdAt) },
          ]}
        />
      </Section>
    </Page>
  )
}

const Secret = ({ of }: { of: string }) => (
  <div class="note warn" role="status">
    <strong>{t('secretOnce')}</strong>
    <p>
      <OwnId of={of} />
    </p>
  </div>
)

export const WebhookPage = ({ endpointId }: { endpointId: string }) => {
  const path = { endpointId }
  const [secret, setSecret] = useState<string>()
  const [loaded, again] = useLoad(() => api.events.getEndpoint({ path }), endpointId)
  const replace = async (reason: string) => {
    const answer = await api.events.replaceSecret({ path, body: { reason } })
    if (answer.ok) setSecret(answer.body.secret)
    return answer
  }
  return (
    <Shown loaded={loaded} again={again}>
      {(endpoint) => (
        <Page kind={t('webhookEndpoint')} title={endpoint.url}>
          {secret ? <Secret of={secret} /> : null}
          <Section
            title={t('webhookEndpoint')}
            aside={
              <div class="bar">
                <Deed
                  label={t(endpoint.enabled ? 'disable' : 'enable')}
                  title={t(endpoint.enabled ? 'disable' : 'enable')}
                  about={[['address', endpoint.url]]}
                  says={t(endpoint.enabled ? 'disableSays' : 'enableSays')}
                  act={(reason) => api.events.changeEndpoint({ path, body: { enabled: !endpoint.enabled, reason } })}
                  done={again}
                />
                <Deed
                  label={t('replaceSecret')}
                  title={t('replaceSecret')}
                  about={[['address', endpoint.url]]}
                  says={t('replaceSecretSays')}
                  act={replace}
                  done={again}
                />
                <Deed
                  label={t('delete')}
                  title={t('deleteEndpoint')}
                  about={[['address', endpoint.url]]}
                  says={t('deleteEndpointSays')}
                  tone="danger"
                  act={(reason) => api.events.deleteEndpoint({ path, body: { reason } })}
                  done={() => go(to('webhooks'))}
                  reread={again}
                />
              </div>
            }
          >
            <Fields
              of={[
                ['state', <State of={endpoint} />],
                ['eventTypes', <span class="mono">{endpoint.types.join(', ')}</span>],
                ['failingSince', when(endpoint.failingSince)],
                ['created', when(endpoint.createdAt)],
                ['webhookEndpoint', <OwnId of={endpointId} />],
              ]}
            />
          </Section>
          <Deliveries endpointId={endpointId} isFailing={endpoint.failingSince !== null} />
          <ActionsOn subject={endpointId} />
        </Page>
      )}
    </Shown>
  )
}

const tones = { PENDING: 'warn', DELIVERED: 'good', FAILED: 'bad' } as const
const choices = ['', 'RETRIED', 'PENDING', 'DELIVERED', 'FAILED'] as const

/** Of an endpoint that fails, those that failed come first. */
const Deliveries = ({ endpointId, isFailing }: { endpointId: string; isFailing: boolean }) => {
  const [status, setStatus] = useState<(typeof choices)[number]>(isFailing ? 'RETRIED' : '')
  const pages = usePages(
    (cursor) =>
      api.events.listDeliveries({
        path: { endpointId },
        query: { limit: 50, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) },
      }),
    `${endpointId} ${status}`,
  )
  return (
    <Section
      title={t('deliveries')}
      aside={
        <div class="choices" role="group" aria-label={t('filter')}>
          {choices.map((one) => (
            <button key={one} type="button" aria-pressed={status === one} onClick={() => setStatus(one)}>
              {t(one === '' ? 'all' : one)}
            </button>
          ))}
        </div>
      }
    >
      <p class="quiet">{t('deliveriesLead')}</p>
      <Listed
        label={t('deliveries')}
        pages={pages}
        empty={status === '' ? 'noDeliveries' : 'noneOfState'}
        keyOf={({ deliveryId }) => deliveryId}
        columns={[
          { head: 'time', cell: ({ createdAt }) => when(createdAt) },
          { head: 'type', cell: ({ type }) => <span class="mono">{type}</span> },
          { head: 'subject', cell: ({ subject }) => <Id of={subject} /> },
          { head: 'state', cell: ({ status: is }) => <Badge of={is} tone={tones[is]} text={t(is)} /> },
          { head: 'attempt', number: true, cell: ({ attempts }) => count(attempts) },
          {
            head: 'lastReply',
            cell: ({ lastStatus, lastError }) => lastStatus ?? (lastError ? <span lang="en">{lastError}</span> : '–'),
          },
          { head: 'nextAttempt', cell: ({ nextAttemptAt }) => when(nextAttemptAt) },
          {
            head: 'retry',
            cell: ({ deliveryId, status: is, nextAttemptAt, type, subject, createdAt }) =>
              is === 'PENDING' && nextAttemptAt === null ? (
                <span class="quiet">{t('waitsBehind')}</span>
              ) : (
                <Deed
                  label={t('retry')}
                  title={t('retry')}
                  about={[
                    ['type', <span class="mono">{type}</span>],
                    ['subject', <span class="mono">{subject}</span>],
                    ['time', when(createdAt)],
                  ]}
                  says={t('retrySays')}
                  asks="nothing"
                  act={() => api.events.retryDelivery({ path: { endpointId, deliveryId } })}
                  done={pages.reload}
                />
              ),
          },
        ]}
      />
    </Section>
  )
}
