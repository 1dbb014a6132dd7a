import { signInPages } from '../core/entra/identity/sign-in-page.ts';
import type { SignInPrompt } from '../core/entra/identity/sign-in-prompt.ts';
import { authorityHost } from '../core/profile/clouds.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { Translate } from '../shared/messages/index.ts';
import { openLink } from './links.ts';

/** The page of each profile's pending sign-in, to be opened or copied once more. */
export class SignInLinks {
  readonly #links = new Map<string, string>();

  get(profileId: string): string | undefined {
    return this.#links.get(profileId);
  }

  /** How a sign-in with this profile meets its person: in the system's browser. */
  prompt({ id, cloud }: Profile, t: Translate): SignInPrompt {
    return {
      openPage: async (link) => {
        this.#links.set(id, link);
        await openLink(link, [authorityHost(cloud)]);
      },
      showCode: ({ verificationUri }) => {
        this.#links.set(id, verificationUri);
      },
      pages: signInPages(t),
    };
  }
}
