import { shell } from 'electron';
import { signInPages } from '../core/entra/identity/sign-in-page.ts';
import type { SignInPrompt } from '../core/entra/identity/sign-in-prompt.ts';
import { oneTimePage } from '../core/platform/one-time-page.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import type { Profile } from '../core/profile/profile.ts';
import { FailureError } from '../shared/failures.ts';
import type { Translate } from '../shared/messages/index.ts';

/**
 * Opens a link in the system's browser: https only, and only to one of `hosts`.
 * @param over of a link that no other user may read: the browser is given a page of ours that leads to it, once, until
 * this aborts
 * @throws FailureError `browser_not_opened`
 */
export async function openLink(link: string, hosts: readonly string[], over?: AbortSignal): Promise<void> {
  const { protocol, host } = new URL(link);
  if (protocol !== 'https:' || !hosts.includes(host)) {
    throw new FailureError('browser_not_opened', { cause: `${protocol}//${host} is not allowed` });
  }
  const page = over ? await oneTimePage(link, over) : link;
  await shell.openExternal(page).catch(() => {
    // The system's message may repeat the link.
    throw new FailureError('browser_not_opened', { cause: 'no browser' });
  });
}

/** Shows a folder of ours. @throws FailureError `folder_not_opened` */
export async function openFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem) throw new FailureError('folder_not_opened', { params: { folder: path }, cause: problem });
}

/** The page of a pending sign-in. */
interface SignInLink {
  readonly link: string;
  /** Of a link that no other user may read: aborts when the sign-in is over. */
  readonly over?: AbortSignal;
}

/** The page of each profile's pending sign-in, to be opened or copied once more. */
export class SignInLinks {
  readonly #links = new Map<string, SignInLink>();

  get(profileId: string): SignInLink | undefined {
    return this.#links.get(profileId);
  }

  /** How a sign-in with this profile meets its person: in the system's browser. */
  prompt({ id, cloud }: Profile, t: Translate): SignInPrompt {
    return {
      openPage: async (link, over) => {
        this.#links.set(id, { link, over });
        await openLink(link, [authorityHost(cloud)], over);
      },
      showCode: ({ verificationUri }) => {
        this.#links.set(id, { link: verificationUri });
      },
      pages: signInPages(t),
    };
  }
}
