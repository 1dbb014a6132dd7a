import { EventEmitter } from 'node:events';
import { loudClass } from './missing.ts';
import { originOf } from './protocol.ts';

/** What a frame needs of its web contents. */
export interface FrameOwner {
  readonly id: number;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}

/** Electron's `WebFrameMain`, for main frames only: the host gives other frames no preload script. */
export class WebFrameMain
  extends EventEmitter
  implements
    Pick<
      Electron.WebFrameMain,
      | 'url'
      | 'origin'
      | 'name'
      | 'parent'
      | 'top'
      | 'frames'
      | 'framesInSubtree'
      | 'processId'
      | 'routingId'
      | 'frameTreeNodeId'
      | 'frameToken'
      | 'detached'
      | 'isDestroyed'
      | 'send'
    >
{
  readonly name = '';
  readonly parent = null;
  readonly detached = false;
  readonly frames: Electron.WebFrameMain[] = [];
  /** The address of the document, as the program knows it. */
  url = '';
  readonly #owner: FrameOwner;

  constructor(owner: FrameOwner) {
    super();
    this.#owner = owner;
  }
  get origin(): string {
    return originOf(this.url);
  }
  get top(): Electron.WebFrameMain {
    return this as unknown as Electron.WebFrameMain;
  }
  get framesInSubtree(): Electron.WebFrameMain[] {
    return [this.top];
  }
  get processId(): number {
    return this.#owner.id;
  }
  get routingId(): number {
    return this.#owner.id;
  }
  get frameTreeNodeId(): number {
    return this.#owner.id;
  }
  get frameToken(): string {
    return `frame-${this.#owner.id}`;
  }
  isDestroyed(): boolean {
    return this.#owner.isDestroyed();
  }
  send(channel: string, ...args: unknown[]): void {
    this.#owner.send(channel, ...args);
  }
}
loudClass('WebFrameMain', WebFrameMain);
