import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NestedLab, nestLab, skip } from '../fault/nested-lab.ts';

/** The probe's program begins with this line, and no other process has it among its arguments: not even who looks. */
const mark = 'The far end of a probe';
const find = `grep -l "${mark.replace('p', '[p]')}" /proc/[0-9]*/cmdline 2> /dev/null; true`;

describe.skipIf(skip !== undefined)(`probes in a seat${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let lab: NestedLab;
  /** Process ids of the probes in the seat: the seat's own, and those of workbenches. */
  const probes = async () =>
    (await lab.inSeat(['sh', '-c', find]))
      .split('\n')
      .flatMap((path) => /^\/proc\/(\d+)\//.exec(path)?.[1] ?? []);
  beforeAll(async () => {
    lab = await nestLab({ seatClass: 'rootless' });
    await lab.at.perform('start');
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  it('case 177: of looks that try HTTP, one after the other and at once, one process is in the workbench', async () => {
    const { runner, key } = lab.at;
    const before = await probes();
    expect(before).toHaveLength(2);
    for (let look = 0; look < 5; look += 1) await runner.check(key, lab.at.person);
    await Promise.all([
      runner.check(key, lab.at.person),
      runner.answer(key, lab.at.person, { question: 'kernel', value: 'x' }),
      runner.status(key),
    ]);
    expect(await probes()).toEqual(before);
  });

  it('case 177: one that dies is begun again, and the look does not miss it', async () => {
    const { runner, key } = lab.at;
    const before = await probes();
    // They belong to the seat's user, whom root of its container has no power over, but may become.
    const kill = 'for pid; do setpriv --reuid "$(stat -c %u "/proc/$pid")" kill -KILL "$pid"; done';
    await lab.inSeat(['sh', '-c', kill, 'sh', ...before]);
    const { results } = await runner.check(key, lab.at.person);
    expect(results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
    await expect.poll(probes).toHaveLength(2);
    expect((await probes()).filter((pid) => before.includes(pid))).toEqual([]);
  });

  it('case 188: what is looked at while the lab stops leaves no process behind', async () => {
    const { runner, key } = lab.at;
    const looking = Array.from({ length: 4 }, () =>
      runner.answer(key, lab.at.person, { question: 'kernel', value: 'x' }),
    );
    await lab.at.perform('stop');
    await Promise.allSettled(looking);
    // The seat's own goes on: other labs are looked at by it.
    await expect.poll(probes).toHaveLength(1);
  });

  it('case 188: a seat and a workbench that were let go of begin no probe', async () => {
    const [running] = await lab.listRunning();
    const seat = await running?.open(AbortSignal.timeout(30_000));
    if (seat === undefined) throw new Error('the seat does not run');
    const workspaceDir = `${lab.at.home}/workspaces/let-go`;
    const bench = await seat.openWorkbench({ runId: 'let-go', project: 'let-go', workspaceDir });
    const argv = ['perl', '-e', `# ${mark}\nwhile (<STDIN>) { print "2\\nok" }`];
    await bench[Symbol.asyncDispose]();
    await expect(bench.openProbe(argv).then((probe) => probe.ask('x'))).rejects.toMatchObject({
      code: 'cancelled',
    });
    await seat[Symbol.asyncDispose]();
    expect(seat.isClosed).toBe(true);
    await expect(seat.openProbe(argv).then((probe) => probe.ask('x'))).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect.poll(probes).toEqual([]);
  });

  it('case 188: a lab whose seat was let go of under it is looked at in the seat that is opened anew', async () => {
    const { runner, key } = lab.at;
    await lab.at.perform('start');
    const [running] = await lab.listRunning();
    const seat = await running?.open(AbortSignal.timeout(30_000));
    await seat?.[Symbol.asyncDispose]();
    await runner.reconcile(AbortSignal.timeout(60_000));
    const { results } = await runner.check(key, lab.at.person);
    expect(results.filter(({ status }) => status === 'skip')).toEqual([]);
  });
});
