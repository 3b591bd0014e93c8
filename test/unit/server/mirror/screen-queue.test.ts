import { expect, test } from 'vitest';
import { makeScreenQueue } from '../../../../src/server/mirror/screen-queue.ts';

function openQueue() {
  const sent: string[] = [];
  let stalls = 0;
  let due: (() => void) | undefined;
  const queue = makeScreenQueue({
    send: (frame) => sent.push(frame),
    stallMs: 30_000,
    onStall: () => {
      stalls += 1;
    },
    later: (run) => {
      due = run;
      return () => {
        due = undefined;
      };
    },
  });
  return { queue, sent, passTime: () => due?.(), stalls: () => stalls };
}

test('a page that is slow gets the last screen once it has drawn, and none of those between', () => {
  const { queue, sent } = openQueue();
  for (const frame of ['1', '2', '3', '4']) queue.offer(frame);
  expect(sent).toEqual(['1']);
  queue.drawn();
  expect(sent).toEqual(['1', '4']);
  queue.drawn();
  queue.drawn();
  expect(sent).toEqual(['1', '4']);
  queue.offer('5');
  expect(sent).toEqual(['1', '4', '5']);
});

test('a page that draws nothing any more is told of, and one that draws is not', () => {
  const { queue, passTime, stalls } = openQueue();
  queue.offer('1');
  queue.drawn();
  passTime();
  expect(stalls()).toBe(0);
  queue.offer('2');
  passTime();
  expect(stalls()).toBe(1);
});

test('one that is disposed waits for nothing', () => {
  const { queue, passTime, stalls } = openQueue();
  queue.offer('1');
  queue[Symbol.dispose]();
  passTime();
  expect(stalls()).toBe(0);
});
