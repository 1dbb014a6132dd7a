import { ipcMain } from 'electron';
import * as z from 'zod/mini';
import { MAX_IMPORT, readImport } from '../core/profile/import.ts';
import { Settings } from '../core/settings/settings.ts';
import { COPY_FORMATS } from '../shared/copy-formats.ts';
import type { ImportOutcome, RequestChannel, Requests } from '../shared/ipc.ts';
import type { AppController } from './app-controller.ts';
import { isWindowUrl } from './app-protocol.ts';

const text = z.string().check(z.maxLength(2048));
const nothing = z.undefined();

const Draft = z.strictObject({
  name: text,
  tenantId: z.optional(text),
  clientId: text,
  cloud: z.optional(z.union([z.enum(['public', 'usgov', 'china']), z.strictObject({ authorityHost: text })])),
  workspaceUrl: z.optional(text),
  workspaceResourceId: z.optional(text),
});

/** An option that is not there is not to be changed. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The settings' own checks, without what is not the window's to change. */
const ChangeablePreferences = z.strictObject({
  language: Settings.shape.language,
  theme: Settings.shape.theme,
  clickAction: Settings.shape.clickAction,
  notifications: Settings.shape.notifications,
  minValidMinutes: Settings.shape.minValidMinutes,
  clipboardClearSeconds: Settings.shape.clipboardClearSeconds,
  startAtLogin: Settings.shape.startAtLogin,
  copyShortcut: Settings.shape.copyShortcut,
  minutesInMenuBar: Settings.shape.minutesInMenuBar,
});

/** What each channel takes. The type makes a channel without a check impossible. */
const PAYLOADS: { [C in RequestChannel]: z.ZodMiniType<Requests[C]['request']> } = {
  'state:get': nothing,
  'profile:add': Draft,
  'profile:check': Draft,
  'profile:change': z.strictObject({ id: z.uuid(), draft: Draft }),
  'profile:move': z.strictObject({ id: z.uuid(), by: z.union([z.literal(-1), z.literal(1)]) }),
  'profile:use': z.uuid(),
  'profile:remove': z.uuid(),
  'profile:allow-password': z.strictObject({ id: z.uuid(), isAllowed: z.boolean() }),
  'profile:read-import': z.string().check(z.maxLength(MAX_IMPORT)),
  'session:sign-in': z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('browser'), account: z.enum(['last', 'choose']) }),
    z.strictObject({ kind: z.literal('deviceCode') }),
    z.strictObject({ kind: z.literal('password'), username: text, password: text }),
    z.strictObject({ kind: z.literal('refreshToken'), refreshToken: z.string().check(z.maxLength(16_384)) }),
  ]),
  'session:cancel-sign-in': nothing,
  'session:open-sign-in-page': nothing,
  'session:copy-sign-in-link': nothing,
  'session:sign-out': nothing,
  'session:refresh': nothing,
  'session:copy': z.enum(COPY_FORMATS),
  'session:verify': nothing,
  'session:claims': nothing,
  'preferences:change': z.pipe(z.partial(ChangeablePreferences), z.transform(withoutUndefined)),
  'folder:open': z.enum(['logs', 'data']),
  'data:reset': nothing,
  'endpoint:copy-variables': z.enum(['dotenv', 'databrickscfg']),
  'endpoint:set': z.boolean(),
  'clipboard:copy-text': z.string().check(z.maxLength(8_192)),
  'failure:dismiss': nothing,
  'notice:dismiss': z.uuid(),
};

/** Answers the window. */
export function handleRequests(controller: AppController): void {
  answer('state:get', async () => controller.state);
  answer('profile:add', (draft) => controller.addProfile(draft));
  answer('profile:check', (draft) => controller.checkProfile(draft));
  answer('profile:change', ({ id, draft }) => controller.changeProfile(id, draft));
  answer('profile:move', ({ id, by }) => controller.moveProfile(id, by));
  answer('profile:use', (id) => controller.useProfile(id));
  answer('profile:remove', (id) => controller.removeProfile(id));
  answer('profile:allow-password', ({ id, isAllowed }) => controller.allowPassword(id, isAllowed));
  answer('profile:read-import', async (content) => readDraft(content));
  answer('session:sign-in', (request) => controller.signIn(request));
  answer('session:cancel-sign-in', () => controller.cancelSignIn());
  answer('session:open-sign-in-page', () => controller.openSignInPage());
  answer('session:copy-sign-in-link', () => controller.copySignInLink());
  answer('session:sign-out', () => controller.signOut());
  answer('session:refresh', () => controller.refresh());
  answer('session:copy', (format) => controller.copy(format));
  answer('session:verify', () => controller.verify());
  answer('session:claims', async () => controller.claims);
  answer('preferences:change', (change) => controller.changePreferences(change));
  answer('folder:open', (folder) => controller.openFolder(folder));
  answer('data:reset', () => controller.reset());
  answer('endpoint:copy-variables', (form) => controller.copyEndpointVariables(form));
  answer('endpoint:set', (isOn) => controller.setEndpoint(isOn));
  answer('clipboard:copy-text', (content) => controller.copyText(content));
  answer('failure:dismiss', () => controller.dismissFailure());
  answer('notice:dismiss', (id) => controller.dismissNotice(id));
}

function readDraft(content: string): ImportOutcome {
  const found = readImport(content);
  return found ? { ok: true, ...found } : { ok: false };
}

/** The only place that touches `ipcMain`: the sender must be our page's top frame, the payload of the right shape. */
function answer<C extends RequestChannel>(
  channel: C,
  handler: (request: Requests[C]['request']) => Promise<Requests[C]['response']>,
): void {
  ipcMain.handle(channel, async (event, ...payload: unknown[]) => {
    const frame = event.senderFrame;
    if (!frame || frame.parent !== null || !isWindowUrl(frame.url)) throw new Error('unknown sender');
    const request = PAYLOADS[channel].safeParse(payload[0]);
    if (!request.success || payload.length > 1) throw new Error(`invalid payload for ${channel}`);
    return handler(request.data);
  });
}
