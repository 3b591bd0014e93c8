import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeWords, type QueuePlace, Turns } from '../../../../src/runner/room/turns.ts';

const always = { hasRoom: () => true, onMove: () => undefined };

describe('turns', () => {
  test('are given to so many at once; the others hear their places, which move', () => {
    const turns = new Turns({ ...always, atOnce: 1 });
    const told: string[] = [];
    const ask = (party: string) => turns.ask(party, (place) => told.push(`${party} is ${placeWords(place)}`));
    const [anna, ben, carl] = [ask('anna'), ask('ben'), ask('carl')];
    expect([anna, ben, carl].map(({ isGiven }) => isGiven)).toEqual([true, false, false]);
    expect(told).toEqual(['ben is 1st of 1', 'ben is 1st of 2', 'carl is 2nd of 2']);
    told.length = 0;
    anna[Symbol.dispose]();
    expect(ben.isGiven).toBe(true);
    expect(told).toEqual(['carl is 1st of 1']);
    expect(turns.waiting).toEqual(['carl']);
  });

  test('of who leaves the queue go to nobody, and who stood behind moves up', async () => {
    const turns = new Turns({ ...always, atOnce: 1 });
    const first = turns.ask('first', () => undefined);
    const left = turns.ask('left', () => undefined);
    const places: QueuePlace[] = [];
    const behind = turns.ask('behind', (place) => places.push(place));
    left[Symbol.dispose]();
    left[Symbol.dispose]();
    expect(places.at(-1)).toEqual({ at: 1, of: 1 });
    first[Symbol.dispose]();
    await behind.given;
    expect(left.isGiven).toBe(false);
  });

  test('say that somebody moved when somebody did', () => {
    let moves = 0;
    const turns = new Turns({ atOnce: 1, hasRoom: () => true, onMove: () => moves++ });
    for (const party of ['anna', 'ben']) turns.ask(party, () => undefined);
    const before = moves;
    turns.advance();
    turns.advance();
    expect(moves).toBe(before);
  });

  test('wait for room, whoever has a turn; it is looked for again when told to', () => {
    let room = 0;
    const turns = new Turns({ ...always, atOnce: 9, hasRoom: (inside) => inside.length < room });
    const one = turns.ask('one', () => undefined);
    expect(one.isGiven).toBe(false);
    room = 1;
    turns.advance();
    expect(one.isGiven).toBe(true);
  });

  test('come in the order of asking, never to more than fit, and nobody is forgotten', () => {
    const step = fc.oneof(fc.constant('ask'), fc.nat({ max: 9 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (atOnce, steps) => {
        const turns = new Turns({ ...always, atOnce });
        const open: { name: string; turn: ReturnType<Turns['ask']> }[] = [];
        let drawn = 0;
        for (const each of steps) {
          if (each === 'ask') {
            drawn += 1;
            const name = String(drawn);
            open.push({ name, turn: turns.ask(name, () => undefined) });
          } else {
            const [left] = open.splice(Number(each) % Math.max(1, open.length), 1);
            left?.turn[Symbol.dispose]();
          }
          // Those who asked first have the turns, and the rest stand in the order in which they asked.
          expect(open.map(({ turn }) => turn.isGiven)).toEqual(open.map((_, index) => index < atOnce));
          expect(turns.waiting).toEqual(open.slice(atOnce).map(({ name }) => name));
        }
      }),
    );
  });

  test.each([
    [1, '1st of 20'],
    [2, '2nd of 20'],
    [3, '3rd of 20'],
    [4, '4th of 20'],
    [11, '11th of 20'],
    [12, '12th of 20'],
    [13, '13th of 20'],
    [20, '20th of 20'],
  ])('place %i is said as %s', (at, words) => {
    expect(placeWords({ at, of: 20 })).toBe(words);
  });
});
