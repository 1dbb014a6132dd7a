import type { EntraContext } from '../context.ts';
import { domainOf } from '../directory.ts';
import { EntraError } from '../errors.ts';
import { type EntraRequest, jsonReply, type Reply } from '../exchange.ts';

/** The clouds as Entra's instance discovery lists them, for clients that look an alias up. */
const CLOUDS = [
  {
    preferred_network: 'login.microsoftonline.com',
    preferred_cache: 'login.windows.net',
    aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  },
  {
    preferred_network: 'login.partner.microsoftonline.cn',
    preferred_cache: 'login.partner.microsoftonline.cn',
    aliases: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
  },
  {
    preferred_network: 'login.microsoftonline.us',
    preferred_cache: 'login.microsoftonline.us',
    aliases: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
  },
];

/**
 * `/common/discovery/instance`: is this authority one of ours, and what are its aliases?
 *
 * A host that the client reaches the simulator by is vouched for; foreign ones get AADSTS50049, as at Entra.
 */
export function instanceDiscovery(context: EntraContext, request: EntraRequest): Reply {
  const endpoint = request.query.get('authorization_endpoint');
  if (!endpoint) throw new EntraError(900144, { values: { parameter: 'authorization_endpoint' } });
  if (!URL.canParse(endpoint)) throw new EntraError(50049);
  const { host, pathname } = new URL(endpoint);

  const ownEntry = {
    preferred_network: request.host,
    preferred_cache: request.host,
    aliases: [request.host],
  };
  const isKnown = (name: string) => CLOUDS.some((cloud) => cloud.aliases.includes(name));
  if (host !== request.host && !isKnown(host)) throw new EntraError(50049);

  const tenant = pathname.split('/')[1] ?? '';
  context.directory.resolveTenant(tenant);
  return jsonReply({
    tenant_discovery_endpoint: `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': request.query.get('api-version') ?? '1.1',
    metadata: isKnown(request.host) ? CLOUDS : [ownEntry, ...CLOUDS],
  });
}

/** OpenID Connect Discovery 1.0 for a tenant; version 1 differs in endpoints and issuer. */
export function openidConfiguration(
  context: EntraContext,
  request: EntraRequest,
  version: 'v1' | 'v2',
): Reply {
  const tenant = request.segments[0] ?? '';
  const { tenantId } = context.directory;
  const isShared = context.directory.resolveTenant(tenant) === 'shared';
  // Whatever name the tenant was asked by, the answer names it by its GUID.
  const base = `https://${request.host}/${isShared ? tenant.toLowerCase() : tenantId}`;
  const oauth = version === 'v2' ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  const issuerTenant = isShared ? '{tenantid}' : tenantId;
  return jsonReply({
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/${version === 'v2' ? 'v2.0/' : ''}keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer:
      version === 'v2'
        ? `https://${request.host}/${issuerTenant}/v2.0`
        : `https://sts.windows.net/${issuerTenant}/`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'name', 'tid', 'ver'],
    code_challenge_methods_supported: ['plain', 'S256'],
    tenant_region_scope: isShared ? null : 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
  });
}

/** The tenant's signing keys, RFC 7517. */
export function signingKeys(context: EntraContext, request: EntraRequest): Reply {
  context.directory.resolveTenant(request.segments[0] ?? '');
  return jsonReply({
    keys: [{ ...context.signing.jwk, issuer: `https://${request.host}/${context.directory.tenantId}/v2.0` }],
  });
}

/** User realm discovery: MSAL asks whether a user's domain is federated before it sends a password. */
export function userRealm(context: EntraContext, request: EntraRequest): Reply {
  const domain = domainOf(request.segments[2] ?? '');
  const isOurs = context.directory.hasDomain(domain);
  return jsonReply({
    ver: '1.0',
    account_type: isOurs ? 'Managed' : 'Unknown',
    ...(isOurs ? { domain_name: domain } : {}),
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  });
}
