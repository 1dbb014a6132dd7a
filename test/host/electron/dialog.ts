import { loud } from './missing.ts';
import { record } from './record.ts';

async function showMessageBox(
  first: Electron.BaseWindow | Electron.MessageBoxOptions,
  second?: Electron.MessageBoxOptions,
): Promise<Electron.MessageBoxReturnValue> {
  const options = second ?? (first as Electron.MessageBoxOptions);
  record.messageBoxes.push({
    title: options.title ?? '',
    message: options.message,
    detail: options.detail ?? '',
    buttons: options.buttons ?? [],
  });
  return {
    response: record.messageBoxAnswer ?? options.cancelId ?? 0,
    checkboxChecked: options.checkboxChecked ?? false,
  };
}

/** Electron's `dialog`; boxes are kept for the driver, who presses their buttons beforehand. */
export const dialog = loud('dialog', {
  showErrorBox: (title, content) => {
    record.errorBoxes.push({ title, content });
    console.error(`[error box] ${title}: ${content}`);
  },
  showMessageBox,
} satisfies Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox'>);
