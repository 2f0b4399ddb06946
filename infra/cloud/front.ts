// The public address of the API: its default endpoint, a domain of its own, or CloudFront before it.

import { Aws, Duration, type Stack } from 'aws-cdk-lib'
import { CfnApiMapping, CfnDomainName, type CfnStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { EDGE_ADDRESS, EDGE_KEY } from '#kernel/http/stack/edge.ts'
import type { Settings } from './settings.ts'

interface Front {
  /** The address of the API for its callers, without a slash at the end. */
  readonly publicUrl: string
  /** The CloudFormation reference of the key that the edge sends with each request. */
  readonly edgeKey?: string
}

const DOMAIN = 'Domain'

/** The certificate of the domain that API Gateway itself serves. Undefined: it has its default endpoint only. */
const ownCertificate = ({ edge, certificateArn, originCertificateArn }: Settings): string | undefined =>
  edge ? originCertificateArn : certificateArn

/** With a domain of its own, the API closes its default endpoint. */
export const hasOwnDomain = (settings: Settings): boolean => ownCertificate(settings) !== undefined

export const frontOf = (stack: Stack, api: HttpApi, settings: Settings): Front => {
  const { edge, domainName } = settings
  const domain = domainIn(stack, settings)
  if (edge) return edgeIn(stack, settings, domain?.attrRegionalDomainName ?? endpointOf(api))
  return { publicUrl: domainName === undefined ? api.apiEndpoint : `https://${domainName}` }
}

const endpointOf = ({ apiId }: HttpApi): string => `${apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`

const domainIn = (stack: Stack, settings: Settings): CfnDomainName | undefined => {
  const { domainName } = settings
  const certificateArn = ownCertificate(settings)
  if (domainName === undefined || certificateArn === undefined) return undefined
  return new CfnDomainName(stack, DOMAIN, {
    domainName,
    domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
  })
}

/** Serves the stage under the API's own domain, if it has one. */
export const mapDomain = (stack: Stack, stage: CfnStage, { domainName }: Settings): void => {
  const domain = stack.node.tryFindChild(DOMAIN)
  if (!(domain instanceof CfnDomainName) || domainName === undefined) return
  new CfnApiMapping(stack, 'DomainMapping', { apiId: stage.apiId, domainName: domain.ref, stage: stage.ref })
}

/**
 * Callers could pass the edge by, since the API's endpoint is public. So the edge sends a key, and functions refuse requests
 * without it.
 */
const edgeIn = (stack: Stack, settings: Settings, originName: string): Front => {
  const { domainName, certificateArn, webAclArn } = settings
  const key = new Secret(stack, 'EdgeKey', {
    description: 'The edge sends it with each request, and functions refuse requests without it.',
    generateSecretString: { passwordLength: 43, excludePunctuation: true },
  })
  const edgeKey = key.secretValue.unsafeUnwrap()
  const distribution = new Distribution(stack, 'Edge', {
    comment: settings.name,
    ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
    ...(domainName && certificateArn
      ? {
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          domainNames: [domainName],
          certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
        }
      : {}),
    defaultBehavior: {
      origin: new HttpOrigin(originName, {
        customHeaders: { [EDGE_KEY]: edgeKey },
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        // Longer than the API's own limit, so that callers get its reply.
        readTimeout: Duration.seconds(35),
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: cachePolicyIn(stack),
      // The default endpoint answers to its own host name only.
      originRequestPolicy: hasOwnDomain(settings)
        ? OriginRequestPolicy.ALL_VIEWER
        : OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: securityHeadersIn(stack, settings),
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: addressIn(stack) }],
    },
  })
  return { publicUrl: `https://${domainName ?? distribution.distributionDomainName}`, edgeKey }
}

/** The origin decides: only replies with `cache-control: public` are kept. */
const cachePolicyIn = (stack: Stack): CachePolicy =>
  new CachePolicy(stack, 'EdgeCache', {
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    headerBehavior: CacheHeaderBehavior.allowList('Authorization', 'Accept', 'Accept-Language', 'Origin'),
    queryStringBehavior: CacheQueryStringBehavior.all(),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
  })

const securityHeadersIn = (stack: Stack, { name }: Settings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(stack, 'EdgeHeaders', {
    // The policy is of the account, and a name can be used in several regions.
    responseHeadersPolicyName: `${name}-${stack.region}`,
    securityHeadersBehavior: {
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: false },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: false },
    },
  })

/** Overwrites what a caller sends under this name. */
const addressIn = (stack: Stack): EdgeFunction =>
  new EdgeFunction(stack, 'EdgeAddress', {
    comment: 'Sends the address of the caller to the API.',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(
      `function handler(event) { event.request.headers['${EDGE_ADDRESS}'] = { value: event.viewer.ip }; return event.request }`,
    ),
  })
