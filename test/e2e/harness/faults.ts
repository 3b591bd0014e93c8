import type { BrowserContext } from 'playwright-core';

/** What the console of every page complained of: errors, exceptions that nobody caught, the content policy. */
export interface Faults {
  readonly list: readonly string[];
  /** Complaints that match are expected from now on, such as of a server that a test has killed. */
  expect(pattern: RegExp): void;
}

/** What Chromium says of a request, or of a WebSocket, of somebody who is signed out. */
export const whoIsSignedOut = /401|HTTP Authentication failed/;

/** Chromium lets go of its connections when interfaces of the machine come and go, as those of containers do. */
const machineChanged = /net::ERR_(NETWORK_CHANGED|SOCKET_NOT_CONNECTED)/;
/** Whoever leads no session and no course is told so, once a page: docs/decisions/0356-a-browser-that-joined-knows-it.md. */
const leadsNothing = /404 .*\/api\/(sessions|courses)\)$/;

const known = new WeakMap<BrowserContext, readonly string[]>();

/** What was complained of so far in the pages of a profile; nothing of one whose complaints nobody collects. */
export const faultsSoFar = (context: BrowserContext): readonly string[] => known.get(context) ?? [];

export function collectFaults(context: BrowserContext): Faults {
  const list: string[] = [];
  known.set(context, list);
  const expected: RegExp[] = [machineChanged, leadsNothing];
  const add = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) list.push(text);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') add(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => add(String(error.error().stack ?? error.error())));
  return { list, expect: (pattern) => expected.push(pattern) };
}
