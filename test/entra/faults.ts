import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, EntraError, type ErrorCircumstances } from './errors.ts';
import { jsonReply, type Reply, withHeaders } from './exchange.ts';
import type { Fault } from './scenario.ts';

/** Size of the pieces that a huge answer is written in, bytes. */
const CHUNK_BYTES = 64 * 1024;

/** What a captive portal answers in place of any server. */
export const CAPTIVE_PORTAL = `<!DOCTYPE html>
<html><head><title>Guest Wi-Fi</title></head>
<body><h1>Welcome to the guest network</h1><form action="/accept"><button>Accept the terms</button></form></body></html>
`;

/** Hands out the faults of a scenario, each as many times as it says. */
export class FaultDealer<F extends { readonly times?: number }> {
  readonly #left = new Map<F, number>();

  /** @returns The fault laid on a request's endpoint, if it hits this request. */
  deal(fault: F | undefined): F | undefined {
    if (!fault) return undefined;
    const left = this.#left.get(fault) ?? fault.times ?? Number.POSITIVE_INFINITY;
    this.#left.set(fault, left - 1);
    return left > 0 ? fault : undefined;
  }

  /** Starts counting anew, for a new scenario. */
  reset(): void {
    this.#left.clear();
  }
}

/** The error that an `error` fault stands for. */
export function faultError(fault: Extract<Fault, { kind: 'error' }>): EntraError {
  return new EntraError(fault.aadsts, {
    error: fault.error,
    description: fault.description,
    suberror: fault.suberror,
    claims: fault.claims,
  });
}

/** The answer of a fault that is one, or undefined for faults of the connection. */
export function faultReply(fault: Fault, circumstances: ErrorCircumstances): Reply | undefined {
  switch (fault.kind) {
    case 'status': {
      const transient = new EntraError(fault.status === 429 ? 90055 : 90033);
      const reply =
        fault.body === undefined
          ? jsonReply(describeError(transient, circumstances), fault.status)
          : {
              status: fault.status,
              headers: {
                'Content-Type': fault.body.trimStart().startsWith('{') ? 'application/json' : 'text/html',
                // "Switching Protocols", which counts only where it says to which.
                ...(fault.status === 101 ? { Connection: 'Upgrade', Upgrade: 'other' } : {}),
              },
              body: fault.body,
            };
      return fault.retryAfterSeconds === undefined
        ? reply
        : withHeaders(reply, { 'Retry-After': String(fault.retryAfterSeconds) });
    }
    case 'html':
      return { status: 200, headers: { 'Content-Type': 'text/html' }, body: CAPTIVE_PORTAL };
    case 'garbage':
      return {
        status: 200,
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: '{"token_type":"Bearer","expires_in":3599,"access_tok',
      };
    default:
      return undefined;
  }
}

/** Starts an answer and resets the TCP connection in the middle of it. */
export async function sendReset(
  response: ServerResponse,
  connection: Socket | undefined,
  beginning = '{"token_type":"Bearer",',
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': '1000' });
  response.write(beginning);
  // Let the first bytes out, so that the client is inside the body when the reset arrives.
  await delay(20);
  if (connection && !connection.destroyed) connection.resetAndDestroy();
  else response.destroy();
}

/** Sends a JSON document of the given size without ever holding it. */
export async function sendHuge(response: ServerResponse, bytes: number): Promise<void> {
  const head = '{"padding":"';
  const tail = '"}';
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Math.max(bytes, head.length + tail.length)),
  });
  response.write(head);
  const chunk = Buffer.alloc(CHUNK_BYTES, 'x');
  for (let left = bytes - head.length - tail.length; left > 0 && !response.destroyed; left -= CHUNK_BYTES) {
    const hasRoom = response.write(left < CHUNK_BYTES ? chunk.subarray(0, left) : chunk);
    if (!hasRoom) await drained(response);
  }
  response.end(tail);
}

/** Sends an answer a few bytes at a time. */
export async function sendDripping(
  response: ServerResponse,
  reply: Reply,
  bytesPerSecond: number,
): Promise<void> {
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(body.length) });
  const perSlice = Math.max(1, Math.round(bytesPerSecond / 10));
  const sliceMs = (perSlice / bytesPerSecond) * 1000;
  for (let sent = 0; sent < body.length && !response.destroyed; sent += perSlice) {
    response.write(body.subarray(sent, sent + perSlice));
    await delay(sliceMs, undefined, { ref: false });
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
