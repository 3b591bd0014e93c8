import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Room, type RoomLimits } from '../../../src/server/room.ts';

const limits: RoomLimits = {
  mostUnsigned: 6,
  mostUnsignedPerAddress: 4,
  mostReserved: 5,
  mostReservedPerPerson: 3,
  answerMs: 60,
};

interface Guest {
  readonly name: string;
}

function open(change: Partial<RoomLimits> = {}) {
  const gone: string[] = [];
  const room = new Room<Guest>({ ...limits, ...change }, ({ name }) => gone.push(name));
  const enter = (name: string, address = 'a', now = 0): Guest => {
    const guest = { name };
    room.enter(guest, address, now);
    return guest;
  };
  return { room, gone, enter };
}

describe('who makes room', () => {
  test('is who has been silent longest, of one address where that has its fill', () => {
    const { gone, enter } = open();
    enter('b0', 'b');
    for (const name of ['a0', 'a1', 'a2', 'a3', 'a4']) enter(name);
    expect(gone).toEqual(['a0']);
    enter('b1', 'b');
    enter('b2', 'b');
    expect(gone).toEqual(['a0', 'b0']);
  });

  test('is the oldest of those that do what most do', () => {
    const { room, gone, enter } = open();
    const crowd = ['a0', 'a1', 'a2', 'a3'].map((name) => enter(name));
    for (const each of crowd) room.asks(each, 1);
    enter('new');
    enter('newer');
    expect(gone).toEqual(['a0', 'a1']);
    for (const each of crowd) room.rests(each, 2);
    enter('newest');
    enter('last');
    expect(gone).toEqual(['a0', 'a1', 'new', 'newer']);
  });

  test('is nobody who is signed in, and those take no room of the others', () => {
    const { room, gone, enter } = open();
    for (const name of ['s0', 's1', 's2']) room.signedIn(enter(name), 'p');
    for (let count = 0; count < 20; count++) enter(`a${count}`);
    expect(gone).toHaveLength(16);
    expect(gone.every((name) => name.startsWith('a'))).toBe(true);
  });

  test('may be who is signed in on more connections than a person needs', () => {
    const { room, gone, enter } = open();
    for (const name of ['s0', 's1', 's2', 's3']) room.signedIn(enter(name), 'p');
    for (let count = 0; count < 4; count++) enter(`a${count}`);
    expect(gone).toEqual(['s3']);
  });
});

test('who does not take an answer is let go; who is signed in takes as long as they like', () => {
  const { room, gone, enter } = open();
  const [asking, mine] = [enter('asking'), enter('mine')];
  enter('silent');
  for (const each of [asking, mine]) room.asks(each, 1);
  room.signedIn(mine, 'p');
  room.endOverdue(60);
  expect(gone).toEqual([]);
  room.endOverdue(61);
  room.endOverdue(1_000_000);
  expect(gone).toEqual(['asking']);
  expect(room.silent).toEqual([{ name: 'silent' }]);
});

test('whatever comes, asks, signs in and leaves: bounds hold, newcomers get in, and who is signed in stays', () => {
  const step = fc.record({
    what: fc.constantFrom('enter', 'enter', 'asks', 'rests', 'signedIn', 'leave'),
    who: fc.nat(30),
    address: fc.constantFrom('a', 'b', 'c'),
    person: fc.constantFrom('p', 'q'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const inside = new Map<Guest, { address: string; person: string | undefined }>();
      const room = new Room<Guest>(limits, (guest) => {
        const { person } = inside.get(guest) ?? { person: undefined };
        const own = [...inside.values()].filter((each) => each.person === person).length;
        const all = [...inside.values()].filter((each) => each.person !== undefined).length;
        if (person !== undefined)
          expect(own > limits.mostReservedPerPerson || all > limits.mostReserved).toBe(true);
        inside.delete(guest);
      });
      for (const [now, { what, who, address, person }] of steps.entries()) {
        const guest = [...inside.keys()][who % Math.max(1, inside.size)];
        if (what === 'enter') {
          const comer = { name: String(now) };
          room.enter(comer, address, now);
          inside.set(comer, { address, person: undefined });
        } else if (guest === undefined) continue;
        else if (what === 'leave') {
          room.leave(guest);
          inside.delete(guest);
        } else if (what === 'signedIn') {
          room.signedIn(guest, person);
          const place = inside.get(guest);
          if (place?.person === undefined) inside.set(guest, { address: place?.address ?? '', person });
        } else room[what as 'asks' | 'rests'](guest, now);
        const unsigned = [...inside.values()].filter((each) => each.person === undefined);
        expect(unsigned.length).toBeLessThanOrEqual(limits.mostUnsigned);
        expect(unsigned.filter((each) => each.address === address).length).toBeLessThanOrEqual(
          limits.mostUnsignedPerAddress,
        );
        if (what === 'enter') expect([...inside.keys()].at(-1)?.name).toBe(String(now));
      }
    }),
  );
});
