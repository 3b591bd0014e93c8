import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { http, life, program, service } from '../../../../src/lab/authoring.ts';
import type { CheckDraft } from '../../../../src/lab/checks/check-draft.ts';
import { fakedServices, fakeService } from '../../../../src/runner/verify/faked.ts';
import { makeProbeResult } from '../../../fixtures/observed.ts';

const web = service('web');
const folder = mkdtempSync('/tmp/drydock-faked-');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const guarded = (...drafts: CheckDraft[]) => ({
  guards: Object.fromEntries(drafts.map(({ data }, index) => [`g${index}`, data])),
  probes: drafts.flatMap(({ probes }) => probes),
});

describe('services that are faked', () => {
  it('are those that answer a guard themselves', () => {
    expect(fakedServices(guarded(http(web, 80).answers(), program(web, ['id']).succeeds()))).toEqual(['web']);
    expect(fakedServices(guarded(web.container(life.running())))).toEqual([]);
    expect(fakedServices(guarded(program(web, ['id'], { in: 'workbench' }).succeeds()))).toEqual([]);
    expect(fakedServices(guarded(http(web, 80).answers().fakeable('It says one word.')))).toEqual([]);
  });
});

describe('case 275: a fake', () => {
  const port = 41_873;
  const asked = program(web, [join(folder, 'bin/price'), 'of', 'bread']);
  const { probes } = guarded(
    http(web, port, '/a').says('x'),
    http(web, port, '/b').says('y'),
    asked.prints('3'),
  );
  const [a, b, price] = probes;
  if (!a || !b || !price) throw new Error('no probes');
  const results = {
    [a.id]: makeProbeResult({ id: a.id, kind: 'http', status: 200, body: 'it is $5, "a"' }),
    [b.id]: makeProbeResult({ id: b.id, kind: 'http', status: 404, body: 'no b' }),
    [price.id]: makeProbeResult({ id: price.id, kind: 'exec', exitCode: 3, stdout: 'bread: $2\n' }),
  };
  const compose = `services:
  web: { build: ., user: "10001", networks: [back], environment: { A: "1" } }
  db: { image: postgres:17 }
`;
  const files = new Map([['compose.yaml', { content: Buffer.from(compose), executable: false }]]);
  const made = fakeService(files, 'web', probes, { probes: results });
  const text = Buffer.from(made.get('compose.yaml')?.content ?? []).toString();
  const { services } = z
    .object({ services: z.record(z.string(), z.looseObject({ entrypoint: z.array(z.string()).optional() })) })
    .parse(parse(text));

  it('stands where the service stood, and leaves the others alone', () => {
    expect(services.web).toMatchObject({
      image: 'debian:trixie-slim',
      networks: ['back'],
      environment: { A: '1' },
    });
    expect(Object.keys(services.web ?? {})).not.toContain('build');
    expect(Object.keys(services.web ?? {})).not.toContain('user');
    expect(services.db).toEqual({ image: 'postgres:17' });
  });

  it('repeats what was answered, to whomever', async () => {
    // Compose makes one dollar of two.
    const [command = '', ...words] = (services.web?.entrypoint ?? []).map((word) =>
      word.replaceAll('$$', '$'),
    );
    const running = spawn(command, words, { stdio: 'inherit', detached: true });
    try {
      const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
      let answer: Response | undefined;
      for (let tries = 0; tries < 100 && !answer; tries += 1) {
        answer = await get('/a').catch(() => undefined);
        if (!answer) await delay(50);
      }
      expect(await answer?.text()).toBe('it is $5, "a"');
      expect((await get('/b')).status).toBe(404);
      expect(await (await get('/a?another')).text()).toBe('it is $5, "a"');
      for (const given of [
        ['of', 'bread'],
        ['of', 'milk'],
      ]) {
        const child = spawn(join(folder, 'bin/price'), given);
        let printed = '';
        child.stdout.on('data', (piece) => {
          printed += String(piece);
        });
        const [code] = await once(child, 'close');
        expect([code, printed]).toEqual([3, 'bread: $2\n']);
      }
    } finally {
      if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    }
  });
});
