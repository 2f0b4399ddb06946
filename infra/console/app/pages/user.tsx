// A user: profile, account, seats, billings, sessions, and what operators did.

import { count, when, won } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { AccountNumber, Badge, Deed, Empty, Fields, Id, Listed, OwnId, Page, Section, Shown, Table } from '../parts.tsx'
import { to } from '../route.ts'
import { api, operator } from '../session.ts'
import { say, sayNotice, t } from '../words.ts'
import { ActionsOn } from './actions.tsx'

export const UserPage = ({ userId }: { userId: string }) => {
  const path = { userId }
  const [loaded, again] = useLoad(() => api.ops.inspectUser({ path }), userId)
  return (
    <Shown loaded={loaded} again={again}>
      {({ profile, state, account, seats, billings, sessions, ...user }) => {
        const name = profile ? `${profile.displayName} (${profile.username})` : t('formerMember')
        const about = [['user', name]] as const
        return (
          <Page kind={t('user')} title={name}>
            <Section
              title={t('profile')}
              aside={
                state === 'ACTIVE' && userId !== operator.value?.userId ? (
                  <Deed
                    label={t('lock')}
                    title={t('lockUser')}
                    about={about}
                    says={t('lockSays')}
                    tone="danger"
                    act={(reason) => api.ops.lockUser({ path, body: { reason } })}
                    done={again}
                  />
                ) : state === 'LOCKED' ? (
                  <Deed
                    label={t('unlock')}
                    title={t('unlockUser')}
                    about={about}
                    says={t('unlockSays')}
                    tone="main"
                    act={(reason) => api.ops.unlockUser({ path, body: { reason } })}
                    done={again}
                  />
                ) : null
              }
            >
              <Fields
                of={[
                  ['state', <Badge of={state} />],
                  ['role', say(user.role)],
                  ...(profile
                    ? ([
                        ['name', `${profile.firstName} ${profile.lastName}`],
                        ['email', `${profile.email} (${t(profile.emailVerifiedAt ? 'verified' : 'unverified')})`],
                        ...(profile.pendingEmail ? ([['pendingEmail', profile.pendingEmail]] as const) : []),
                        ['authenticator', t(profile.authenticator ? 'yes' : 'no')],
                      ] as const)
                    : []),
                  ['created', when(user.createdAt)],
                  ['friends', user.friendCount],
                  ['groups', user.groupCount],
                  ['blocks', user.blockCount],
                  ['user', <OwnId of={userId} />],
                ]}
              />
            </Section>
            <Section
              title={t('account')}
              aside={account ? <a href={to('accounts', account.accountId)}>{t('ledger')}</a> : null}
            >
              {account ? (
                <Fields
                  of={[
                    ['balance', won(account.balance)],
                    ['held', won(account.held)],
                    ['available', won(account.available)],
                    [
                      'bank',
                      <>
                        {account.bank} <AccountNumber of={account.accountNumber} />
                      </>,
                    ],
                  ]}
                />
              ) : (
                <Empty says="noAccount" />
              )}
            </Section>
            <Section title={t('billings')}>
              <Billings userId={userId} />
            </Section>
            <Section title={t('seats')}>
              <Seats userId={userId} />
            </Section>
            <Section title={t('notifications')}>
              {user.notifications.length === 0 ? (
                <Empty says="noNotifications" />
              ) : (
                <>
                  <p class="quiet">{t('notificationsLead')}</p>
                  <Table
                    label={t('notifications')}
                    items={user.notifications}
                    keyOf={({ seq }) => String(seq)}
                    columns={[
                      { head: 'seq', number: true, cell: ({ seq }) => count(seq) },
                      { head: 'time', cell: ({ at }) => when(at) },
                      { head: 'type', cell: ({ type }) => <span title={type}>{sayNotice(type)}</span> },
                      {
                        head: 'state',
                        cell: ({ read }) => (
                          <Badge of="NOTE" tone={read ? 'plain' : 'warn'} text={t(read ? 'seen' : 'unseen')} />
                        ),
                      },
                    ]}
                  />
                </>
              )}
            </Section>
            <Section title={t('sessions')}>
              {sessions.length === 0 ? (
                <Empty says="noSessions" />
              ) : (
                <Table
                  label={t('sessions')}
                  items={sessions}
                  keyOf={({ sessionId }) => sessionId}
                  columns={[
                    { head: 'client', cell: ({ client }) => client ?? '–' },
                    { head: 'lastUsed', cell: ({ lastUsedAt }) => when(lastUsedAt) },
                    { head: 'since', cell: ({ createdAt }) => when(createdAt) },
                    {
                      head: 'end',
                      cell: ({ sessionId, client, lastUsedAt }) => (
                        <Deed
                          label={t('end')}
                          title={t('endSession')}
                          about={[...about, ['client', client ?? '–'], ['lastUsed', when(lastUsedAt)]]}
                          says={t('endSessionSays')}
                          tone="danger"
                          act={(reason) => api.ops.endUserSession({ path: { userId, sessionId }, body: { reason } })}
                          done={again}
                        />
                      ),
                    },
                  ]}
                />
              )}
            </Section>
            <ActionsOn subject={userId} />
          </Page>
        )
      }}
    </Shown>
  )
}

const Billings = ({ userId }: { userId: string }) => {
  const path = { userId }
  const pages = usePages(
    (cursor) => api.ops.listUserBillings({ path, query: { limit: 10, ...(cursor ? { cursor } : {}) } }),
    userId,
  )
  return (
    <Listed
      label={t('billings')}
      pages={pages}
      empty="noBillings"
      keyOf={({ billingId }) => billingId}
      columns={[
        {
          head: 'created',
          cell: ({ billingId, createdAt }) => <a href={to('billings', billingId)}>{when(createdAt)}</a>,
        },
        { head: 'state', cell: ({ status }) => <Badge of={status} /> },
        {
          head: 'match',
          cell: ({ matchIds }) =>
            matchIds.length === 0
              ? '–'
              : matchIds.map((id) => (
                  <div key={id}>
                    <Id of={id} />
                  </div>
                )),
        },
        { head: 'total', number: true, cell: ({ totalAmount }) => won(totalAmount) },
        { head: 'pay', number: true, cell: ({ payAmount }) => won(payAmount) },
        { head: 'refunded', number: true, cell: ({ refundedAmount }) => won(refundedAmount) },
        { head: 'gateway', cell: ({ gateway }) => (gateway ? say(gateway) : '–') },
      ]}
    />
  )
}

const Seats = ({ userId }: { userId: string }) => {
  const path = { userId }
  const pages = usePages(
    (cursor) => api.ops.listUserSeats({ path, query: { limit: 10, ...(cursor ? { cursor } : {}) } }),
    userId,
  )
  return (
    <Listed
      label={t('seats')}
      pages={pages}
      empty="noSeats"
      keyOf={({ applicationId }) => applicationId}
      columns={[
        { head: 'match', cell: ({ matchId, match }) => <a href={to('matches', matchId)}>{match?.title ?? matchId}</a> },
        { head: 'state', cell: ({ status }) => <Badge of={status} /> },
        { head: 'starts', cell: ({ match }) => (match ? when(match.startsAt) : '–') },
        { head: 'billing', cell: ({ billingId }) => (billingId ? <Id of={billingId} /> : '–') },
      ]}
    />
  )
}
