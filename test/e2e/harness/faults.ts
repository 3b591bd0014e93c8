import type { BrowserContext } from 'playwright-core';

/** What the console of every page complained of: errors, exceptions that nobody caught, the content policy. */
export interface Faults {
  readonly list: readonly string[];
  /** Complaints that match are expected from now on, such as of a server that a test has killed. */
  expect(pattern: RegExp): void;
}

export function collectFaults(context: BrowserContext): Faults {
  const list: string[] = [];
  const expected: RegExp[] = [];
  const add = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) list.push(text);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') add(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => add(String(error.error().stack ?? error.error())));
  return { list, expect: (pattern) => expected.push(pattern) };
}
