// The firewall of the edge: AWS's managed rules, and limits for each address. CloudFront looks for it in us-east-1.

import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import { EDGE_REGION, EDGE_SUFFIX, type Settings } from './settings.ts'

/** The name of the firewall's stack. */
export const edgeStackName = (name: string): string => `${name}${EDGE_SUFFIX}`
/** The output with its ARN, which the stack of the API takes as webAclArn. */
export const WEB_ACL = 'WebAclArn'

/** Requests of one address in 5 minutes. */
const rates = {
  Registrations: { limit: 100, of: { path: '/users', positional: 'EXACTLY', method: 'POST' } },
  Sessions: { limit: 300, of: { path: '/auth/', positional: 'STARTS_WITH' } },
  Everything: { limit: 10_000 },
} as const

interface Scope {
  readonly path: string
  readonly positional: string
  readonly method?: string
}

/**
 * Managed rules, with those that only count: bodies are JSON and judged by the contracts, and texts of people look like attacks.
 * Gateways call without a User-Agent.
 */
const managed: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'EC2MetaDataSSRF_BODY',
    'NoUserAgent_HEADER',
  ],
}

export const firewall = (scope: Construct, { name, logRetentionDays }: Settings): Stack => {
  const stack = new Stack(scope, edgeStackName(name), {
    description: 'Holdfast: the firewall before the API.',
    env: { region: EDGE_REGION },
  })
  const acl = new CfnWebACL(stack, 'WebAcl', {
    name: edgeStackName(name),
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: seen('All'),
    customResponseBodies: { TooMany: { contentType: 'APPLICATION_JSON', content: TOO_MANY } },
    rules: [...Object.entries(rates).map(limiting), ...Object.entries(managed).map(judging)],
  })
  // AWS WAF accepts log groups with this prefix only.
  const logGroup = new LogGroup(stack, 'Log', {
    logGroupName: `aws-waf-logs-${edgeStackName(name)}`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  new CfnLoggingConfiguration(stack, 'Logging', {
    resourceArn: acl.attrArn,
    // AWS WAF refuses the `:*` at the end of the log group's own ARN.
    logDestinationConfigs: [
      `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${logGroup.logGroupName}`,
    ],
    redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'idempotency-key' } }],
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
    },
  })
  new CfnOutput(stack, WEB_ACL, { value: acl.attrArn })
  return stack
}

/** A problem document, as functions answer it. */
const TOO_MANY = JSON.stringify({
  type: '/problems/too-many-requests',
  title: 'Too many requests',
  status: 429,
  detail: 'This address sent too many requests within 5 minutes. Wait a minute, then try again.',
  code: 'too-many-requests',
})

const seen = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
})

const limiting = (
  [name, { limit, of }]: [string, { readonly limit: number; readonly of?: Scope }],
  priority: number,
): CfnWebACL.RuleProperty => ({
  name,
  priority,
  visibilityConfig: seen(name),
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: 'TooMany',
        responseHeaders: [{ name: 'retry-after', value: '60' }],
      },
    },
  },
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      evaluationWindowSec: 300,
      limit,
      ...(of ? { scopeDownStatement: matching(of) } : {}),
    },
  },
})

const matching = ({ path, positional, method }: Scope): CfnWebACL.StatementProperty => {
  const isPath = texts({ uriPath: {} }, positional, path)
  return method === undefined
    ? isPath
    : { andStatement: { statements: [isPath, texts({ method: {} }, 'EXACTLY', method)] } }
}

/** Another spelling of a path, such as `/%61uth//tokens`, must not pass by its limit. */
const READINGS = ['URL_DECODE', 'NORMALIZE_PATH']

const texts = (
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: string,
  searchString: string,
): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch,
    positionalConstraint,
    searchString,
    textTransformations: READINGS.map((type, priority) => ({ priority, type })),
  },
})

const judging = ([name, counted]: [string, readonly string[]], at: number): CfnWebACL.RuleProperty => ({
  name,
  priority: Object.keys(rates).length + at,
  visibilityConfig: seen(name),
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
})
