// The sign-in of operators.

import { useState } from 'preact/hooks'
import { notice, signIn } from '../session.ts'
import { language, speak, t } from '../words.ts'

export const SignIn = () => {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asksCode, setAsksCode] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    try {
      const refused = await signIn({ username: username.trim(), password, ...(code ? { code: code.trim() } : {}) })
      if (refused) {
        if (refused.code === 'code-required' || refused.code === 'wrong-code') setAsksCode(true)
        setFailure(refused.code === 'no-operator' ? t('noOperator') : refused.detail)
      }
    } catch {
      setFailure(`${t('lost')}. ${t('lostRead')}`)
    }
    setBusy(false)
  }
  const why = notice.value
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1>{t('console')}</h1>
        <p class="quiet">{t('signInLead')}</p>
        {why ? (
          <p class="note warn" role="status">
            {t(why === 'idle' ? 'wasIdle' : 'wasEnded')}
          </p>
        ) : null}
        <label>
          {t('username')}
          <input
            name="username"
            autocomplete="username"
            required
            maxLength={100}
            value={username}
            onInput={(event) => setUsername(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('password')}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {asksCode ? (
          <label>
            {t('code')}
            <input
              name="code"
              inputMode="numeric"
              autocomplete="one-time-code"
              required
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </label>
        ) : null}
        {failure ? (
          <p class="note bad" role="alert">
            {failure}
          </p>
        ) : null}
        <button type="submit" class="main wide" disabled={busy}>
          {t('signIn')}
        </button>
        <p class="quiet small">{t('memoryOnly')}</p>
        <button
          type="button"
          class="bare"
          lang={language.value === 'ko' ? 'en' : 'ko'}
          onClick={() => speak(language.value === 'ko' ? 'en' : 'ko')}
        >
          {t('otherLanguage')}
        </button>
      </form>
    </main>
  )
}
