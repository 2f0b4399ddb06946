// Runs a script and prints expected failures as one line instead of a stack.

import { misconfiguration } from '#kernel/commit/misconfiguration.ts'
import { Refusal } from './refusal.ts'
import { said } from './said.ts'

export const runScript = async (script: () => Promise<void>): Promise<void> => {
  try {
    await script()
  } catch (error) {
    const known = error instanceof Refusal ? error.message : mendable(error as { code?: string })
    console.error(known ? `holdfast: ${known}` : error)
    process.exitCode = 1
  }
}

const mendable = (error: { code?: string; hostname?: string }): string | undefined => {
  if (error.code === 'ECONNREFUSED')
    return said({
      en: 'The engine does not answer. Check that the instance is running.',
      ko: '엔진이 응답하지 않습니다. 인스턴스가 실행 중인지 확인해 주십시오.',
    })
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return said({
      en: `The host ${error.hostname} was not found. Check AWS_REGION, DYNAMODB_ENDPOINT and the network.`,
      ko: `호스트 ${error.hostname}을(를) 찾을 수 없습니다. AWS_REGION, DYNAMODB_ENDPOINT, 네트워크를 확인해 주십시오.`,
    })
  return misconfiguration(error)
}
