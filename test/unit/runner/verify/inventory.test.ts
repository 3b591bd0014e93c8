import { expect, it } from 'vitest';
import { findLeftovers, settleLeftovers, takeInventory } from '../../../../src/runner/verify/inventory.ts';

/** An engine that lists these: name, home of Drydock, compose project. */
function listing(rows: Readonly<Record<'ps' | 'network' | 'volume', readonly (readonly string[])[]>>) {
  return {
    async run(argv: readonly string[]) {
      const kind = argv[1] === 'ps' || argv[1] === 'network' || argv[1] === 'volume' ? argv[1] : 'ps';
      const stdout = rows[kind].map((row) => `${row.join('\t')}\n`).join('');
      return { exitCode: 0, stdout, stderr: '', truncated: false, durationMs: 1 };
    },
  };
}

const before = listing({
  ps: [
    ['theirs', '', ''],
    ['drydock-workbench-x', 'home', ''],
  ],
  network: [['bridge', '', '']],
  volume: [],
});
const after = listing({
  ps: [
    ['theirs', '', ''],
    ['by-hand', '', ''],
    ['shop-web-1', '', 'shop'],
    ['other-web-1', '', 'other'],
    ['drydock-workbench-y', 'home', ''],
  ],
  network: [
    ['bridge', '', ''],
    ['shop_default', '', 'shop'],
    ['other_default', '', 'other'],
  ],
  volume: [
    ['shop_data', '', 'shop'],
    ['c0ffee', '', ''],
  ],
});

it('finds what a project left, by hand too, and nothing of Drydock or of other projects', async () => {
  const known = await takeInventory(before, 'shop');
  expect([...known]).toEqual(['container theirs', 'network bridge']);
  expect(await findLeftovers(after, 'shop', known)).toEqual([
    'container by-hand',
    'container shop-web-1',
    'network shop_default',
    'volume shop_data',
    'volume c0ffee',
  ]);
});

it('waits for what others made by hand to go, and for nothing that comes meanwhile', async () => {
  const known = await takeInventory(before, 'shop');
  const still = listing({
    ps: [
      ['theirs', '', ''],
      ['by-hand', '', ''],
      ['later', '', ''],
    ],
    network: [],
    volume: [],
  });
  const looks = [after, still, before];
  const moving = {
    run: (argv: readonly string[]) => {
      const [now = before] = looks;
      if (argv[1] === 'volume') looks.shift();
      return now.run(argv);
    },
  };
  expect(await settleLeftovers(moving, 'shop', known, new AbortController().signal)).toEqual([]);
  expect(looks).toEqual([]);
});
