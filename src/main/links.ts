import { shell } from 'electron';
import { oneTimePage } from '../core/platform/one-time-page.ts';
import { FailureError } from '../shared/failures.ts';

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
