// What an instance must know to pay through a sandbox on this machine.

/** @param url of a sandbox */
export const sandboxEnvironment = (url: string): Record<string, string> => ({
  KAKAOPAY_BASE_URL: url,
  KAKAOPAY_SECRET_KEY: 'sandbox',
  KAKAOPAY_CID: 'TC0ONETIME',
  TOSS_BASE_URL: url,
  TOSS_SECRET_KEY: 'sandbox',
})
