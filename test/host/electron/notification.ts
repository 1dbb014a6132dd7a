import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { hostEvent } from './event.ts';
import { loudClass } from './missing.ts';

const shown: Notification[] = [];

/** Electron's `Notification`. With `HOST_NO_NOTIFICATIONS=1` they are not supported. */
export class Notification
  extends EventEmitter
  implements
    Pick<
      Electron.Notification,
      'show' | 'close' | 'title' | 'subtitle' | 'body' | 'silent' | 'urgency' | 'id'
    >
{
  readonly id: string;
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  urgency: Electron.Notification['urgency'];

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.id = options.id ?? randomUUID();
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
  }
  static isSupported(): boolean {
    return process.env.HOST_NO_NOTIFICATIONS !== '1';
  }
  show(): void {
    if (!Notification.isSupported()) {
      setImmediate(() => this.emit('failed', hostEvent({}), 'notifications are not supported'));
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
