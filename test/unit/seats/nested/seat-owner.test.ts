import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SeatClass } from '../../../../src/lab/seats/seat-class.ts';
import { parseFreeDisk } from '../../../../src/seats/nested/free-disk.ts';
import { seatName } from '../../../../src/seats/nested/seat-container.ts';
import { isMadeSo, isPoolId, ownerOf, poolId } from '../../../../src/seats/nested/seat-owner.ts';

const word = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
const owner = word.filter((id) => !isPoolId(id));
const seatClass = fc.constantFrom<SeatClass>('privileged', 'rootless', 'runtime:kata');

it('reads whose a seat is from the name of its container, whatever it was called before', () => {
  fc.assert(
    fc.property(word, owner, seatClass, (homeId, id, each) => {
      const seatId = poolId('0123abcd', '89abcdef');
      const of = { homeId, seatClass: each };
      expect(ownerOf({ name: seatName(homeId, id, each), seatId: id }, of)).toBe(id);
      expect(ownerOf({ name: seatName(homeId, id, each), seatId }, of)).toBe(id);
      expect(ownerOf({ name: seatName(homeId, seatId, each), seatId }, of)).toBeUndefined();
    }),
  );
});

it('knows seats that were made otherwise', () => {
  expect(isMadeSo(poolId('aaaa', '1'), 'aaaa')).toBe(true);
  expect(isMadeSo(poolId('aaaa', '1'), 'aaab')).toBe(false);
  expect(isMadeSo(poolId('aaaa', '1'), 'aaa')).toBe(false);
});

it('reads how much of a disk is free, and nothing else', () => {
  expect(parseFreeDisk('25 100\n')).toBe(0.25);
  expect(parseFreeDisk('0 7')).toBe(0);
  for (const text of ['', '1 0\n', 'a 1\n', '-1 5\n', '1 2 3\n']) expect(parseFreeDisk(text)).toBeUndefined();
});
