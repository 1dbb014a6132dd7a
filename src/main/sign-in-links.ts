import { signInPages } from '../core/entra/identity/sign-in-page.ts';
import type { SignInPrompt } from '../core/entra/identity/sign-in-prompt.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { Translate } from '../shared/messages/index.ts';
import { openLink } from './links.ts';

/** The page of a pending sign-in. */
export interface SignInLink {
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
