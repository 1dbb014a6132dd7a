import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ProfileSummary } from '../../shared/app-state.ts';
import { CLOUD_NAMES } from '../../shared/clouds.ts';
import type { Failure } from '../../shared/failures.ts';
import type { ProfileCheck, Result } from '../../shared/operations.ts';
import type { Cloud, ProfileDraft, ProfileField } from '../../shared/profile.ts';
import { workspaceAddress } from '../../shared/workspace.ts';
import { call } from '../store.ts';

export const CLOUD_CHOICES = ['found', ...CLOUD_NAMES, 'other'] as const;
export type CloudChoice = (typeof CLOUD_CHOICES)[number];

/** A click that takes the focus out of a field must meet what it aims at: nothing moves before. Milliseconds. */
const CLICK_MS = 200;

/** What a form begins with. */
export function draftOfProfile(profile: ProfileSummary): Partial<ProfileDraft> {
  const { name, tenantId, clientId, cloud, workspaceResourceId } = profile;
  return { name, tenantId, clientId, cloud, workspaceUrl: workspaceAddress(profile), workspaceResourceId };
}

/**
 * A profile that is being filled in. What was typed stays when something is wrong with it; each field is looked at when
 * it is left, and the workspace is asked for its tenant.
 * @param complete adds what need not be typed
 */
export function useProfileDraft(
  initial: Partial<ProfileDraft>,
  complete: (draft: ProfileDraft) => ProfileDraft = (draft) => draft,
) {
  const form = useRef<HTMLFormElement>(null);
  const wrong = useSignal<readonly ProfileField[]>([]);
  const failure = useSignal<Failure | undefined>(undefined);
  const home = useSignal<ProfileCheck['home'] | 'asking'>(undefined);
  const cloud = useSignal<CloudChoice>(choiceOf(initial.cloud));
  const isSaving = useSignal(false);
  /** Only the newest question counts. */
  const asked = useRef(0);

  const draft = (): ProfileDraft => {
    const data = new FormData(form.current ?? undefined);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    const optional = (name: ProfileField) => (text(name) ? { [name]: text(name) } : {});
    return complete({
      name: text('name'),
      clientId: text('clientId'),
      ...optional('tenantId'),
      ...optional('workspaceUrl'),
      ...optional('workspaceResourceId'),
      ...cloudOf(cloud.value, text('authority')),
    });
  };
  return {
    form,
    initial,
    cloud,
    wrong: wrong.value,
    failure: failure.value,
    home: home.value,
    isSaving: isSaving.value,
    check: async () => {
      const question = draft();
      const turn = ++asked.current;
      await new Promise((resolve) => setTimeout(resolve, CLICK_MS));
      if (turn !== asked.current) return;
      const known = home.value;
      if (question.workspaceUrl && (known === 'asking' || !known?.ok)) home.value = 'asking';
      const result = await call('profile.check', question);
      if (turn !== asked.current) return;
      home.value = result.ok ? result.value.home : undefined;
      // A field that is still empty is not wrong yet.
      if (result.ok)
        wrong.value = result.value.fields.filter((field) => field === 'cloud' || question[field]);
    },
    save: async <T>(send: (draft: ProfileDraft) => Promise<Result<T>>): Promise<Result<T>> => {
      isSaving.value = true;
      const outcome = await send(draft());
      isSaving.value = false;
      const said = outcome.ok ? undefined : outcome.failure;
      wrong.value = said?.fields ?? [];
      failure.value = said?.fields ? undefined : said;
      form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
      return outcome;
    },
  };
}

export type ProfileDraftForm = ReturnType<typeof useProfileDraft>;

function choiceOf(cloud: Cloud | undefined): CloudChoice {
  if (cloud === undefined) return 'found';
  return typeof cloud === 'string' ? cloud : 'other';
}

/** The authority as typed goes to main, which checks it: only `https://HOST` is one. */
function cloudOf(choice: CloudChoice, authority: string): { cloud?: Cloud } {
  if (choice === 'found') return {};
  if (choice !== 'other') return { cloud: choice };
  return { cloud: { authorityHost: authority.replace(/^https:\/\//i, '').replace(/\/$/, '') } };
}
