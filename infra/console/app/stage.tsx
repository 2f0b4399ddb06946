// The banner that tells local, staging and production, once the operator is signed in.

import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from './session.ts'
import { t, type Word } from './words.ts'

interface Stage {
  readonly kind: 'LOCAL' | 'STAGING' | 'PRODUCTION'
  readonly name: string
}

const stage = signal<Stage | undefined>(undefined)

const words: Readonly<Record<Stage['kind'], Word>> = { LOCAL: 'local', STAGING: 'staging', PRODUCTION: 'production' }

export const Banner = () => {
  useEffect(() => {
    api.ops
      .getOverview()
      .then((answer) => {
        if (answer.ok) stage.value = answer.body.stage
      })
      .catch(() => undefined)
  }, [])
  const { kind, name } = stage.value ?? {}
  if (!kind) return <p class="stage"> </p>
  return (
    <p class={`stage ${kind.toLowerCase()}`}>
      {t(words[kind])}
      {kind === 'LOCAL' ? '' : `: ${name}`}
    </p>
  )
}
