import { EventEmitter } from 'node:events';
import { hostEvent } from './event.ts';
import { guise } from './guise.ts';
import { loudClass } from './missing.ts';

const shown: Notification[] = [];

/**
 * Electron's `Notification`. `HOST_NOTIFICATIONS`: with `failed` the system refuses each one, as it does for programs
 * that are not signed or not allowed to; with `none` there is no service for them.
 */
export class Notification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body' | 'silent'>
{
  title: string;
  body: string;
  silent: boolean;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }
  static isSupported(): boolean {
    return process.env.HOST_NOTIFICATIONS !== 'none';
  }
  show(): void {
    if (process.env.HOST_NOTIFICATIONS) {
      // Linux does not tell.
      if (guise.platform === 'linux') return;
      setImmediate(() => this.emit('failed', hostEvent({}), 'Notifications are not allowed'));
      return;
    }
    shown.push(this);
    setImmediate(() => this.emit('show', hostEvent({})));
  }
  close(): void {
    setImmediate(() => this.emit('close', hostEvent({})));
  }
}
loudClass('Notification', Notification);

/** All notifications shown so far, oldest first. */
export function shownNotifications(): readonly Notification[] {
  return shown;
}
