import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadShell } from '../../fixtures/read-shell.ts';
import { makeRunnerOnEngine, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

describe.skipIf(reason !== undefined)(`a shell of a lab${reason ? ` (${reason})` : ''}`, () => {
  let at: RunnerOnEngine;
  const size = { columns: 80, rows: 24 };
  const open = async (name: string) => new ReadShell(await at.runner.openTerminal(at.key, name, size));
  const programs = async () => {
    const [workbench] = await at.seat.engine.inspectContainers({ 'dev.drydock.home': at.homeId });
    return (await at.seat.engine.run(workbench?.id ?? '', ['ps', '-eo', 'args'], { cwd: '/' })).stdout;
  };
  beforeAll(async () => {
    at = await makeRunnerOnEngine();
    await at.perform('start');
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('ends with what runs in it, also what ignores the hangup; other shells go on', async () => {
    await using kept = await open('main');
    await kept.type('sleep 111111');
    {
      await using closed = await open('shell-2');
      await closed.type("trap '' HUP; (trap '' HUP TERM; exec sleep 222222) & echo under''way; sleep 333333");
      await closed.until(/underway/);
    }
    expect(await programs()).toContain('sleep 222222');
    await at.runner.endTerminal(at.key, 'shell-2');
    const left = await programs();
    expect(left).not.toMatch(/sleep (222222|333333)/);
    expect(left).toContain('sleep 111111');
    await using anew = await open('shell-2');
    expect(anew.session.resumed).toBe(false);
  });

  it('that was the last leaves nothing that ends after it: one that is opened at once answers', async () => {
    await at.runner.endTerminal(at.key, 'main');
    await at.runner.endTerminal(at.key, 'shell-2');
    for (let times = 0; times < 12; times++) {
      await using shell = await open('again');
      await shell.type("echo its'-'there");
      await shell.until(/its-there/);
      await at.runner.endTerminal(at.key, 'again');
      expect(await programs()).not.toContain('tmux');
    }
  });

  it('may be gone already, and so may its lab', async () => {
    await at.runner.endTerminal(at.key, 'shell-9');
    await at.perform('stop');
    await at.runner.endTerminal(at.key, 'main');
    await expect(open('main')).rejects.toMatchObject({ code: 'not-started' });
  });

  it('is opened anew as soon as its lab, which was stopped, has a workbench again', async () => {
    await at.perform('stop');
    const { id } = await at.runner.begin(at.key, 'start');
    await using shell = await open('main');
    expect(shell.session.resumed).toBe(false);
    await shell.type("echo its'-'there");
    await shell.until(/its-there/);
    await at.runner.finish(id);
    await using second = await open('main');
    expect(second.session.resumed).toBe(true);
    await second.until(/its-there/);
  });
});
