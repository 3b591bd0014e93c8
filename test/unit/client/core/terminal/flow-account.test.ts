import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeFlowAccount } from '../../../../../src/client/core/terminal/flow-account.ts';
import { terminalFlow } from '../../../../../src/lab/wire/terminal.ts';

test('acknowledges once the agreed number of bytes is drawn, all of them at once', () => {
  const account = makeFlowAccount();
  expect(account.drawn(49_999)).toBe(0);
  expect(account.drawn(2_000)).toBe(51_999);
  expect(account.drawn(10)).toBe(0);
});

test('what stays unacknowledged never keeps the server from going on', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200_000 })), (chunks) => {
      const account = makeFlowAccount();
      let drawn = 0;
      let acknowledged = 0;
      for (const chunk of chunks) {
        drawn += chunk;
        acknowledged += account.drawn(chunk);
        expect(drawn - acknowledged).toBeLessThan(terminalFlow.resumeAtBytes);
      }
    }),
  );
});
