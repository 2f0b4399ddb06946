// The settings of a deployment, and what docs/deploy.md says of each. A setting that is not listed here cannot be read.

export const settings = {
  name: "the stack's name; functions, secrets, metrics and the dashboard begin with it; `holdfast` by default. `npm run keys` reads it from `cdk.json`, or takes `-c name=...` too",
  corsOrigins: 'web pages that may call the API, upload and show images, separated by commas; none by default',
  alarmEmail: 'the address that gets the alarms; AWS asks that address to confirm; none by default',
  mailFrom:
    'the address that mails come from, such as `hello@example.com` or `Name <hello@example.com>`, verified in SES, see [people.md](people.md#mail). By default no mail is sent, so no user can reset a password',
  appUrl: "the product's site, whose pages the links in mails open; the pages of this API by default",
  registrationsPerAddress: 'registrations of one network address in an hour; 50 by default, 0 for any number',
  deposits:
    '`operator`, the default: operators and payments credit accounts; `owner`: owners do, too, which is for exercises',
  withdrawals: '`request`, the default: operators pay out on request; `owner`: money leaves at once',
  operatorMfa: '`true` by default: an operator without an authenticator app signs in as a plain user',
  paymentResultUrl:
    'the page of your product to which browsers come after a payment; `GET /payments/result` by default',
  gateways: 'the gateways that are offered, `KAKAOPAY,TOSS` by default; `npm run keys -- payments` does not set it',
  kakaopayMinimum: 'the least payment at KakaoPay in won; 100 by default',
  tossMinimum: 'the least payment at Toss Payments in won; 100 by default',
  logRetentionDays: '30 by default',
  rates:
    'requests a second of hot endpoints, such as `coupons.claimCoupon:2000,wallet.deposit:1000`; by default the rate of their class',
  reserve:
    "concurrent executions that only this function may use, and no more, such as `coupons.claimCoupon:200`; none by default. A deployment fails with more than the account's limit less 100",
  eventualReads:
    'public reads that may miss the last moments, at half the read units and twice the rate of a partition, such as `matches.getMatch`; none by default',
  warmWrites:
    "write units a second that the stack's own table, not an adopted one, and its indexes serve from the first second, such as `40000`; by default 4,000, growing with use",
  eventBus:
    'an EventBridge bus of the account and region that gets all events, see [events.md](events.md); none by default',
  domainName: 'the host name of the API, see [below](#a-domain-and-an-edge); the default endpoint closes',
  certificateArn: "the certificate of `domainName`: in the API's region, with an edge in us-east-1",
  edge: '`true` puts CloudFront and AWS WAF before the API, see [below](#a-domain-and-an-edge)',
  originCertificateArn: "with an edge under a domain: a certificate of the domain in the API's region",
  webAclArn: 'a firewall of your own; by default `npm run deploy` deploys one',
  canary: 'modules whose endpoints change step by step, separated by commas, see [below](#canaries)',
  tracing: '`true` records each invocation in X-Ray',
  monthlyBudget:
    'US dollars, for the whole account; the topic of the alarms hears of 80% spent and of 100% forecast, and of unusual writes',
  tableName:
    'a table that the stack uses in place of its own, see [operate.md](operate.md#the-restore-drill); given on the command line until a deployment with it has succeeded; later ones keep it',
  tableStreamArn: 'the stream of that table; `npm run deploy` looks it up',
  without: 'operations or modules that this deployment leaves out, see [below](#endpoints-that-move)',
  protect:
    'guards stack and table against deletion; `npm run deploy` sets it after the first deployment, and `false` takes it away',
  drop: 'settings that the stack shall lose; a deployment that only leaves one out is refused, see [below](#a-setting-that-is-left-out)',
} as const

export type SettingName = keyof typeof settings
