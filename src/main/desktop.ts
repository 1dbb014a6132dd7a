import { dirname } from 'node:path';
import { app as electron } from 'electron';
import * as v from 'valibot';
import type { AppModel } from '../core/app/app-model.ts';
import type { Application } from '../core/app/application.ts';
import type { OperationTable } from '../core/app/operations/table.ts';
import { endpointVariables } from '../core/endpoint/endpoint-address.ts';
import { DEVICE_CODE_HOSTS } from '../core/entra/answers.ts';
import { uuid } from '../core/platform/schema.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import { requireWorkspace } from '../core/profile/profile.ts';
import { tenantOf } from '../core/session/tenant-match.ts';
import { endpointSection } from '../core/tools/databrickscfg.ts';
import { formatToken } from '../core/tools/format-token.ts';
import { COPY_FORMAT_NAMES, type CopyFormat, dotenvLines } from '../shared/copy-formats.ts';
import type { CopiedToken, OperationName, WindowView } from '../shared/operations.ts';
import { minutesLeft } from '../shared/time.ts';
import { workspaceAddress } from '../shared/workspace.ts';
import { openFolder, openLink, type SignInLinks } from './links.ts';
import type { SystemClipboard } from './token-clipboard.ts';

/** What the desktop's operations work with. */
export interface DesktopDependencies {
  readonly model: AppModel;
  readonly clipboard: SystemClipboard;
  readonly links: SignInLinks;
  readonly showWindow: (view?: WindowView) => void;
}

const nothing = v.undefined();

type DesktopOperation = Exclude<
  OperationName,
  keyof typeof import('../core/app/operations/index.ts').coreOperations
>;

/** The operations that need Electron. */
export function desktopOperations(dependencies: DesktopDependencies): OperationTable<DesktopOperation> {
  const { model, clipboard, links, showWindow } = dependencies;
  const copy = async (app: Application, format: CopyFormat): Promise<CopiedToken> => {
    const session = app.session();
    const { profile } = session;
    const asked = { minValidMs: app.minValidMs };
    // Only the curl form can carry more than one token.
    const handed = await (format === 'curl' ? session.workspaceTokens(asked) : session.token(asked));
    const { token, shortfall } = handed;
    const httpPath = app.onlyWarehouse(profile)?.httpPath;
    const facts = { ...token, ...handed, tenantId: tenantOf(token), profile, httpPath };
    const text = formatToken(format, facts);
    await clipboard.copy(text, app.settings.clipboardClearSeconds * 1000);
    model.activity.add(profile.id, { at: Date.now(), kind: 'copied', format });
    model.emit();
    const { expiresOn } = token;
    const left = minutesLeft(expiresOn, Date.now());
    return { minutesLeft: left, expiresOn, ...(shortfall ? { shortfall } : {}) };
  };
  const tick = (app: Application) => {
    for (const session of app.sessions.all) void session.tick();
  };
  const show = (app: Application, view?: WindowView) => {
    tick(app);
    showWindow(view);
  };
  return {
    'state.get': { schema: nothing, run: () => model.state },
    'token.copy': { schema: v.picklist(COPY_FORMAT_NAMES), run: copy },
    'session.openSignInPage': {
      schema: nothing,
      run: async (app) => {
        const { id, cloud } = app.profile();
        const { link, over } = links.get(id) ?? {};
        if (link) await openLink(link, [authorityHost(cloud), ...DEVICE_CODE_HOSTS], over);
      },
    },
    'session.copySignInLink': {
      schema: nothing,
      run: async (app) => {
        const { link } = links.get(app.profile().id) ?? {};
        if (link) await clipboard.copyText(link);
      },
    },
    'workspace.open': {
      schema: nothing,
      run: async (app) => {
        const profile = app.profile();
        const url = requireWorkspace(profile);
        await openLink(workspaceAddress(profile) ?? url, [new URL(url).host]);
      },
    },
    'clipboard.copyText': {
      schema: v.pipe(v.string(), v.maxLength(8_192)),
      run: (_app, text) => clipboard.copyText(text),
    },
    'endpoint.copyVariables': {
      schema: v.picklist(['dotenv', 'databrickscfg']),
      // The address is a secret: it is on the clipboard no longer than a token.
      run: async (app, form) => {
        const profile = app.profile();
        const url = app.service?.endpoint.urlOf(profile.id);
        if (!url) return;
        requireWorkspace(profile);
        const variables = endpointVariables(url, profile);
        const text = form === 'dotenv' ? dotenvLines(variables) : endpointSection(profile.name, variables);
        await clipboard.copy(text, app.settings.clipboardClearSeconds * 1000);
      },
    },
    'folder.open': {
      schema: v.picklist(['logs', 'data']),
      run: ({ directory }, folder) =>
        openFolder(folder === 'logs' ? dirname(directory.logFile) : directory.root),
    },
    'notice.dismiss': { schema: uuid, run: (_app, id) => model.dismiss(id) },
    'tray.click': {
      run: async (app) => {
        if (app.settings.clickAction === 'copy') return copy(app, 'raw');
        show(app);
        return undefined;
      },
    },
    'window.show': { run: show },
    'sessions.tick': { run: tick },
    'app.quit': { run: () => electron.quit() },
  };
}
