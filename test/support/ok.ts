// The body of an answer that must be one, while something is prepared.

export const ok = <T>(answer: { ok: true; body: T } | { ok: false; code: string }): T => {
  if (!answer.ok) throw new Error(`the example cannot be prepared: ${answer.code}`)
  return answer.body
}
