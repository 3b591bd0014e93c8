import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NestedLab, nestLab, skip } from '../fault/nested-lab.ts';

/** As process 1 of a container it has no handler for SIGTERM, and so does not hear it: signal(7), pid_namespaces(7). */
const deaf = 'sleep infinity';

describe.skipIf(skip !== undefined)(`a service that does not end${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let lab: NestedLab;
  beforeAll(async () => {
    lab = await nestLab();
    await lab.at.perform('start');
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  const save = async (edit: (text: string) => string) => {
    const { runner, key } = lab.at;
    const { text = '', revision } = await runner.files.read(key, 'compose.yaml');
    await runner.files.save(key, 'compose.yaml', edit(text), revision);
  };
  const idOf = async () => (await lab.services()).map(({ id }) => id);

  it('case 184: with an hour to end in holds up neither the next Run nor the Stop after it', async () => {
    const told: string[] = [];
    const { runner, key } = lab.at;
    await save((text) =>
      text.replace('command: perl /srv/server.pl', `command: ${deaf}\n    stop_grace_period: 1h`),
    );
    await lab.at.perform('run');
    const before = await idOf();
    await save((text) => text.replace(deaf, 'sleep 86400'));
    await using _ = await runner.follow(key, (event) => {
      if (event.type === 'output') told.push(event.text);
    });
    await lab.at.perform('run');
    const after = await idOf();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(told.join('')).toMatch(/stop_grace_period.*10 s/);
    await lab.at.perform('stop');
    expect(await idOf()).toEqual([]);
  }, 110_000);

  it('case 184: started by hand with such a time, it holds up no Run either', async () => {
    await lab.at.perform('reset');
    const [project] = (await lab.services()).map(({ labels }) => labels['com.docker.compose.project'] ?? '');
    const [web] = await lab.services();
    const image = web?.image.reference ?? '';
    const labels = Object.entries(web?.labels ?? {}).flatMap(([name, value]) => [
      '--label',
      `${name}=${value}`,
    ]);
    await lab.inSeat(['docker', 'rm', '--force', web?.id ?? '']);
    const argv = [
      ...['docker', 'run', '-d', '--name', web?.name ?? '', '--network', web?.networks[0]?.name ?? ''],
      ...['--stop-timeout', '3600', ...labels, image],
    ];
    await lab.inSeat([...argv, 'sleep', 'infinity']);
    expect(project).not.toBe('');
    const before = await idOf();
    expect(before).toHaveLength(1);
    await save((text) => text.replace('perl /srv/server.pl', 'perl -T /srv/server.pl'));
    await lab.at.perform('run');
    expect(await idOf()).not.toEqual(before);
  }, 110_000);

  it('case 184: what ends in its own time is given it', async () => {
    // Longer than a deaf one gets where nobody asks for time, shorter than the bound.
    const slow = `sh -c 'trap "sleep 2; touch /srv/ended-well; exit 0" TERM; while :; do sleep 0.1; done'`;
    await lab.at.perform('reset');
    await save((text) => text.replace('perl /srv/server.pl', slow).replace('./web:/srv:ro', './web:/srv'));
    await lab.at.perform('run');
    await save((text) => text.replace(slow, 'perl /srv/server.pl'));
    await lab.at.perform('run');
    const { runner, key } = lab.at;
    expect((await runner.files.list(key)).map(({ path }) => path)).toContain('web/ended-well');
  }, 110_000);
});
