import { app, dialog } from 'electron';
import { asFailure } from '../core/platform/as-failure.ts';
import { explain, loadTranslate } from '../shared/messages/index.ts';

/** BCP 47 tag of the system's language. */
export function systemLocale(): string {
  return app.getPreferredSystemLanguages()[0] ?? app.getLocale();
}

/** Shows why the program cannot run, and ends it: without a window or an icon nothing else would say so. */
export async function endWith(error: unknown): Promise<void> {
  await app.whenReady();
  const failure = asFailure(error);
  // The words may be what is missing.
  const t = await loadTranslate(systemLocale()).catch(() => undefined);
  const { title, why, next } = t ? explain(failure, t) : { title: 'Entra Token Tray', why: '', next: '' };
  // What nobody foresaw has no words of its own.
  const cause = failure.code === 'unexpected' ? `\n\n${error}` : '';
  dialog.showErrorBox(title, `${why}\n\n${next}${cause}`.trim());
  app.exit(1);
}
