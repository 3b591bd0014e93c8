import { describe, expect, it } from 'vitest';
import { homeParty } from '../../../../src/lab/ports/seat-directory.ts';
import { isGivenSeat, seatIdOf } from '../../../../src/seats/choice/seat-id.ts';

const nested = { kind: 'nested' } as const;
const [ada, bob] = ['01JADA', '01JB0B'];

describe('whose seat is which', () => {
  it.each([
    ['one person', 'the one there is', ada, nested, { audience: 'one' }, 'main'],
    ['many', 'one of their own', ada, nested, { audience: 'many' }, 'party-01jada'],
    ['many', 'another one', bob, nested, { audience: 'many' }, 'party-01jb0b'],
    ['many', 'the home’s, whose machine it is', ada, nested, { audience: 'many', localParty: ada }, 'main'],
    ['many', 'the home’s, for a proof', homeParty, nested, { audience: 'many', localParty: ada }, 'main'],
    ['many on one engine', 'the one there is', bob, { kind: 'embedded' }, { audience: 'many' }, 'main'],
  ] as const)('gives, of %s, %s', (_many, _seat, party, traits, holders, id) => {
    expect(seatIdOf(party, traits, holders)).toBe(id);
    expect(isGivenSeat(id)).toBe(true);
  });

  it('names no seat after what two parties could be called', () => {
    for (const party of ['', 'ada', 'A/B', 'A-B', 'pool-x'])
      expect(() => seatIdOf(party, nested, { audience: 'many' })).toThrow(/No seat can be named/);
  });

  it('knows seats that it did not name', () => {
    for (const id of ['look-12', 'pool-abc-1', 'mainly']) expect(isGivenSeat(id)).toBe(false);
  });
});
