import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../src/lab/errors.ts';
import { anySeat, homeParty, type SeatRequirement } from '../../../src/lab/ports/seat-directory.ts';
import { makeSeatDirectory, type SeatDirectoryParts } from '../../../src/seats/seat-directory.ts';
import { rememberStoppedSeats } from '../../../src/seats/suspension/stopped-seats.ts';
import { FakeProvider } from '../../fixtures/fake-provider.ts';

const many = { audience: 'many', trustLearners: false } as const;
const [ada, bob] = ['01JADA', '01JB0B'];
const { signal } = new AbortController();
const quiet = () => undefined;
const hour = 3_600_000;

const privileged: SeatRequirement = {
  ...anySeat,
  grants: [{ service: 'web', key: 'privileged', value: 'true', words: 'web may' }],
};

/** A directory over providers that are there, or come later. */
function makeDirectory(choose: SeatDirectoryParts['choose'], more: Partial<SeatDirectoryParts> = {}) {
  const brought: string[] = [];
  const seats = makeSeatDirectory({
    choose,
    prepareSeats: async () => undefined,
    prepareImages: async (seat) => void brought.push(seat.id),
    first: [],
    rest: [],
    ...more,
  });
  const find = (party: string, requirement = anySeat) =>
    seats.findSeat({ party, requirement }, quiet, signal);
  const running = async () => (await seats.listRunning(signal)).map(({ id }) => id).sort();
  return { seats, brought, find, running };
}

/** Nested seats for many, as another server may find them. */
function makeMany(more: Partial<SeatDirectoryParts> = {}) {
  const nested = new FakeProvider('nested', 'rootless');
  const open = () => makeDirectory(async () => ({ provider: nested, nested, seats: many }), more);
  return { nested, open };
}

describe('preparing an engine', () => {
  /** An engine that is there once `arrive` was called. */
  function makeSlow() {
    const { promise: there, resolve: arrive } = Promise.withResolvers<void>();
    const provider = new FakeProvider('embedded', 'own');
    const directory = makeDirectory(async () => {
      await there;
      return { provider, nested: provider };
    });
    return { ...directory, arrive };
  }

  it('goes on for the others when one who waits gives up', async () => {
    const { seats, arrive } = makeSlow();
    await using _ = seats;
    const impatient = new AbortController();
    const first = seats.prepareEngine(impatient.signal);
    const second = seats.prepareEngine(signal);
    impatient.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(seats.health().state).toBe('preparing');
    arrive();
    await second;
    expect(seats.health()).toMatchObject({ state: 'ready', kind: 'embedded', version: '29.0.0' });
  });

  it('ends with the directory', async () => {
    const provider = new FakeProvider('embedded', 'own');
    const bringing = Promise.withResolvers<AbortSignal>();
    const { seats } = makeDirectory(async () => ({ provider, nested: provider }), {
      prepareImages: async (_seat, _provider, _references, _report, ending) => {
        bringing.resolve(ending);
        await new Promise((_, reject) => ending.addEventListener('abort', () => reject(ending.reason)));
      },
    });
    const waiting = seats.prepareEngine(signal);
    waiting.catch(quiet);
    const ending = await bringing.promise;
    expect(ending.aborted).toBe(false);
    await seats[Symbol.asyncDispose]();
    await expect(waiting).rejects.toThrow();
    expect(provider.told).toEqual(['open main', 'close main', 'dispose']);
  });

  it('heals what waits for all images, once an engine is there', async () => {
    const provider = new FakeProvider('embedded', 'own');
    let isThere = false;
    const { seats } = makeDirectory(async () => {
      if (!isThere) throw new Error('no engine');
      return { provider, nested: provider };
    });
    await using _ = seats;
    await expect(seats.prepareEngine(signal)).rejects.toThrow('no engine');
    await expect(seats.everything).rejects.toThrow('no engine');
    expect(seats.runnable(anySeat)).toMatchObject({ ok: false });
    isThere = true;
    await seats.prepareEngine(signal);
    await seats.everything;
    expect(seats.runnable(anySeat)).toEqual({ ok: true, seat: 'embedded' });
  });

  it('says before a lab starts what of its needs is still to be tried', async () => {
    const provider = new FakeProvider('embedded', 'own');
    const { seats } = makeDirectory(async () => ({ provider, nested: provider }));
    await using _ = seats;
    const wanting = { ...anySeat, needs: { runtimes: [], bpf: ['lsm' as const] } };
    expect(seats.runnable(wanting)).toBeUndefined();
    await seats.prepareEngine(signal);
    expect(seats.runnable(wanting)).toEqual({
      ok: true,
      seat: 'embedded',
      tried: ['BPF, programs as a security module'],
    });
  });

  it('goes on with the providers that it had, where it failed later', async () => {
    const provider = new FakeProvider('embedded', 'own');
    let chosen = 0;
    const { seats } = makeDirectory(async () => {
      chosen += 1;
      return { provider, nested: provider };
    });
    await using _ = seats;
    provider.trouble.set('', new Error('it is starting'));
    await expect(seats.prepareEngine(signal)).rejects.toThrow('it is starting');
    provider.trouble.clear();
    await seats.prepareEngine(signal);
    expect(chosen).toBe(1);
  });
});

describe('a seat for each party', () => {
  it('is one that nobody else gets, and the same one each time', async () => {
    const { nested, open } = makeMany();
    const { seats, find, running, brought } = open();
    await using _ = seats;
    const [mine, hers, again] = await Promise.all([find(bob), find(ada), find(bob)]);
    expect([mine.id, hers.id]).toEqual(['party-01jb0b', 'party-01jada']);
    expect(again).toBe(mine);
    expect(nested.told.filter((one) => one.startsWith('open party')).sort()).toEqual([
      'open party-01jada',
      'open party-01jb0b',
    ]);
    expect(await running()).toEqual(['main', 'party-01jada', 'party-01jb0b']);
    await seats.prepareImages(hers, ['image'], quiet, signal);
    expect(brought.at(-1)).toBe('party-01jada');
  });

  it('is the home’s own for whose machine it is, and for proofs', async () => {
    const { seats, find } = makeMany({ localParty: ada }).open();
    await using _ = seats;
    expect(await find(ada)).toBe(await find(homeParty));
    expect((await find(bob)).id).not.toBe('main');
  });

  it('is the home’s own for everybody where seats are for one person', async () => {
    const provider = new FakeProvider('embedded', 'own');
    const nested = new FakeProvider('nested', 'privileged');
    const { seats, find, running } = makeDirectory(async () => ({ provider, nested }));
    await using _ = seats;
    const apart = { ...anySeat, seat: 'nested' } as const;
    expect(await find(ada)).toBe(await find(bob));
    expect((await find(ada, apart)).id).toBe('main');
    expect(await running()).toEqual(['main', 'main']);
  });

  it('has one of each class', async () => {
    const nested = new FakeProvider('nested', 'rootless');
    const powerful = new FakeProvider('nested', 'privileged');
    const trusted = { audience: 'many', trustLearners: true } as const;
    const { seats, find } = makeDirectory(async () => ({
      provider: nested,
      nested,
      powerful,
      seats: trusted,
    }));
    await using _ = seats;
    const [weak, strong] = [await find(ada), await find(ada, privileged)];
    expect([weak.seatClass, strong.seatClass]).toEqual(['rootless', 'privileged']);
    expect(strong.id).toBe(weak.id);
    const [asleep, awake] = [anySeat, privileged].map((requirement) =>
      seats.suspensionOf({ party: ada, requirement }),
    );
    await asleep?.suspend('paused', async () => undefined);
    expect(awake?.state).toBe('awake');
  });

  it('is found again after a restart, of every class, and those of others are left alone', async () => {
    const nested = new FakeProvider('nested', 'rootless');
    const powerful = new FakeProvider('nested', 'privileged');
    for (const id of ['main', 'party-01jada', 'look-12']) nested.there.set(id, 'running');
    powerful.there.set('party-01jada', 'running');
    const { seats } = makeDirectory(async () => ({ provider: nested, nested, powerful, seats: many }));
    await using _ = seats;
    await seats.prepareEngine(signal);
    const running = await seats.listRunning(signal);
    const opened = await Promise.all(running.map(({ open }) => open(signal)));
    expect(opened.map((seat) => `${seat?.seatClass} ${seat?.id}`).sort()).toEqual([
      'privileged party-01jada',
      'rootless main',
      'rootless party-01jada',
    ]);
  });

  it('that is lost is opened anew, and holds up no other', async () => {
    const { nested, open } = makeMany();
    const { seats, find } = open();
    await using _ = seats;
    const [lost, hers] = [await find(bob), await find(ada)];
    nested.trouble.set(lost.id, new DrydockError('engine-lost', { message: 'it was killed' }));
    nested.trouble.set(
      `open ${lost.id}`,
      new DrydockError('engine-lost', { message: 'it does not come back' }),
    );
    await expect(find(bob)).rejects.toMatchObject({ code: 'engine-lost' });
    const running = await seats.listRunning(signal);
    const opened = await Promise.allSettled(running.map((each) => each.open(signal)));
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await find(ada)).toBe(hers);
    nested.trouble.clear();
    expect(await find(bob)).not.toBe(lost);
  });
});

describe('the suspension of a seat', () => {
  it('is of one party, and known only of a seat that is there', async () => {
    const { nested, open } = makeMany();
    const { seats, find, running } = open();
    await using _ = seats;
    await seats.prepareEngine(signal);
    const of = (party: string) => seats.suspensionOf({ party, requirement: anySeat });
    expect(of(ada)).toBeUndefined();
    const [first] = [await find(ada), await find(bob)];
    expect(seats.suspensions()).toEqual([of(homeParty), of(ada), of(bob)]);
    await of(ada)?.suspend('paused', async () => undefined);
    expect([of(ada)?.state, of(bob)?.state]).toEqual(['paused', 'awake']);
    expect(nested.told.slice(-2)).toEqual([`close ${first.id}`, `paused ${first.id}`]);
    expect(await running()).toEqual(['main', 'party-01jb0b']);
    expect((await find(ada)).id).toBe(first.id);
    expect(of(ada)?.state).toBe('awake');
  });

  it('is forgotten with the seat, of every class, and the seat is let go of before it is removed', async () => {
    const stopped = rememberStoppedSeats();
    const { nested, open } = makeMany({ stopped });
    const { seats, find } = open();
    await using _ = seats;
    const first = await find(ada);
    const of = (party: string) => seats.suspensionOf({ party, requirement: anySeat });
    await find(bob);
    await of(bob)?.suspend('stopped', async () => undefined);
    await seats.forget(new Set([ada, bob]));
    expect(nested.told.filter((told) => told === `close ${first.id}`)).toHaveLength(1);
    expect([of(ada), of(bob), await stopped.find('nested rootless party-01jb0b')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(seats.suspensions()).toEqual([of(homeParty)]);
    expect((await find(ada)).id).toBe(first.id);
    expect(of(ada)?.state).toBe('awake');
  });

  it('of a day-old seat of the pool begins when it is given: nobody was idle in it', async () => {
    const day = 24 * hour;
    let nowMs = 0;
    const { nested, open } = makeMany({ clockMs: () => nowMs });
    nested.there.set('pool-1', 'running');
    const { seats, find } = open();
    await using _ = seats;
    await seats.prepareEngine(signal);
    await find(bob);
    nowMs = day;
    await find(ada);
    const of = (party: string) => seats.suspensionOf({ party, requirement: anySeat });
    expect([of(ada)?.state, of(ada)?.emptyMs]).toEqual(['awake', 0]);
    // Whoever has had theirs for as long has been away.
    expect(of(bob)?.emptyMs).toBe(day);
    nowMs += hour;
    expect(of(ada)?.emptyMs).toBe(hour);
    expect(seats.suspensions()).toHaveLength(3);
  });

  it('wakes no seat that was suspended between being listed and being opened', async () => {
    const { seats, find } = makeMany().open();
    await using _ = seats;
    const { id } = await find(ada);
    const listed = (await seats.listRunning(signal)).find((each) => each.id === id);
    await seats.suspensionOf({ party: ada, requirement: anySeat })?.suspend('paused', async () => undefined);
    expect(await listed?.open(signal)).toBeUndefined();
  });

  it('is what an earlier server left, the home’s own by the name that it always had', async () => {
    const stopped = rememberStoppedSeats();
    const { nested, open } = makeMany({ stopped });
    for (const id of ['main', 'party-01jada', 'party-01jb0b']) nested.there.set(id, 'running');
    await stopped.add('nested rootless', 1);
    await stopped.add('nested rootless party-01jb0b', 2);
    nested.there.set('party-01jada', 'paused');
    const { seats, running } = open();
    await using _ = seats;
    await seats.prepareEngine(signal);
    const states = [homeParty, ada, bob].map(
      (party) => seats.suspensionOf({ party, requirement: anySeat })?.state,
    );
    expect(states).toEqual(['stopped', 'paused', 'stopped']);
    expect(await running()).toEqual([]);
    // Nobody needs it yet, so nobody woke it.
    expect(nested.told).toEqual(['stopped main', 'stopped party-01jb0b']);
  });
});
