import { readFileSync } from 'node:fs';
import { discoverWorkspace } from '../../core/databricks/discovery.ts';
import { asFailure } from '../../core/platform/as-failure.ts';
import { parseForeignJson } from '../../core/platform/foreign-json.ts';
import { busyFailure } from '../../core/platform/http.ts';
import { proxyFor } from '../../core/platform/proxy.ts';
import { hostRefusal, workspaceTrust } from '../../core/profile/trusted-host.ts';
import { type Failure, FailureError } from '../../shared/failures.ts';
import { type Finding, failed, fine, SKIPPED, warning } from './finding.ts';
import type { Patient } from './patient.ts';
import { isPublicRoot, rootOf } from './tls-root.ts';

/** Entra's and the workspaces' tolerance is five minutes; a clock that is right is off by far less. */
const CLOCK_TOLERANCE_S = 60;

/** Whether the authority answers. What stands in the way at the proxy, or in TLS, is told there. */
export async function checkNetwork(patient: Patient): Promise<Finding[]> {
  const failure = await authorityFailure(patient);
  if (!failure) return [fine('network')];
  return [isOfProxy(failure) || failure.code === 'tls_untrusted' ? SKIPPED : failed(failure)];
}

export async function checkProxy(patient: Patient): Promise<Finding[]> {
  const { environment, origin } = patient;
  const proxy = proxyFor(origin, environment);
  const failure = await authorityFailure(patient);
  if (failure && isOfProxy(failure)) return [failed(failure)];
  const isLoopbackProxied = proxyFor(new URL('https://127.0.0.1'), environment) !== undefined;
  return [
    proxy ? fine('proxy', { variable: proxy.variable }) : fine('noProxy'),
    ...(isLoopbackProxied && (await patient.endpoint()) ? [warning('loopbackProxied')] : []),
  ];
}

export async function checkTls(patient: Patient): Promise<Finding[]> {
  const { environment, origin } = patient;
  const ignored = environment.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? [warning('checksKept')] : [];
  const file = environment.NODE_EXTRA_CA_CERTS || environment.ENTRA_TOKEN_KEPT_NODE_EXTRA_CA_CERTS;
  const unread = file && !isReadable(file) ? [warning('caFileUnreadable')] : [];
  const failure = await authorityFailure(patient);
  if (failure?.code === 'tls_untrusted') return [failed(failure), ...unread, ...ignored];
  if (failure) return [SKIPPED, ...unread, ...ignored];
  const root = await rootOf(origin, proxyFor(origin, environment));
  // Not to be had, such as behind a proxy that says nothing: no word about whose it is.
  const seen = root === undefined ? SKIPPED : isPublicRoot(root) ? fine('tls') : warning('privateCa');
  return [seen, ...unread, ...ignored];
}

/** Against the `Date` that the authority answers with, or a proxy in its place. */
export async function checkClock(patient: Patient): Promise<Finding[]> {
  if (await authorityFailure(patient)) return [SKIPPED];
  const { headers } = await patient.authority();
  const there = Date.parse(headers.date ?? '');
  if (Number.isNaN(there)) return [SKIPPED];
  const seconds = Math.round((Date.now() - there) / 1000);
  if (Math.abs(seconds) <= CLOCK_TOLERANCE_S) return [fine('clock')];
  return [warning(seconds > 0 ? 'clockAhead' : 'clockBehind', { seconds: Math.abs(seconds) })];
}

export async function checkTenant(patient: Patient): Promise<Finding[]> {
  if (!patient.profile || (await authorityFailure(patient))) return [SKIPPED];
  const answer = await patient.authority();
  const busy = busyFailure(answer);
  if (busy) return [failed(busy)];
  if (answer.status === 200) return [fine('tenant')];
  return [
    failed(
      new FailureError('refused_by_entra', { cause: 'invalid_tenant', ...numberIn(answer.body) }).failure,
    ),
  ];
}

export async function checkWorkspace({ app, profile }: Patient): Promise<Finding[]> {
  if (!profile) return [SKIPPED];
  const { workspaceUrl, tenantId, workspaceTenantId, cloud } = profile;
  if (!workspaceUrl) return [fine('noWorkspace')];
  const refusal = workspaceTrust(profile) === 'foreign' ? hostRefusal(profile) : undefined;
  if (refusal) return [failed(refusal)];
  const home = await discoverWorkspace(workspaceUrl, cloud, app.fetch);
  const isDomain = tenantId.includes('.');
  const isOther = home.tenantId !== (isDomain ? (workspaceTenantId ?? home.tenantId) : tenantId);
  return [isOther ? failed(new FailureError('workspace_other_tenant').failure) : fine('workspace')];
}

async function authorityFailure(patient: Patient): Promise<Failure | undefined> {
  return patient.authority().then(() => undefined, asFailure);
}

function isOfProxy({ code }: Failure): boolean {
  return code.startsWith('proxy_');
}

function isReadable(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

/** Entra's number for the refusal, where the answer is Entra's. */
function numberIn(body: string): { readonly aadsts?: number } {
  try {
    const { error_codes: codes } = parseForeignJson(body) as { readonly error_codes?: unknown };
    const [aadsts] = Array.isArray(codes) ? codes : [];
    return Number.isSafeInteger(aadsts) ? { aadsts } : {};
  } catch {
    return {};
  }
}
