/** A learner who is root in a rootless seat, against the files of the server's machine. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { findHostDocker, makeOuter } from '../../contract/machine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { facts, secret } from './exchanged.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

/** Another tar in the place of the seat's own, which packs what its author likes. */
const otherTar = `
set -e
cp /usr/bin/tar /tmp/realtar
mkdir -p /tmp/evil/workspace && echo pwned > /tmp/evil/workspace/x && chmod 4755 /tmp/evil/workspace/x
cd /tmp/evil && /tmp/realtar -cf /tmp/evil.tar --transform "s,workspace/x,workspace/../../canary/pwned," workspace
printf '#!/bin/sh\\ncase "$1" in -cf) exec cat /tmp/evil.tar;; *) exec /tmp/realtar "$@";; esac\\n' > /tmp/faketar
chmod +x /tmp/faketar
mount --bind /tmp/faketar /usr/bin/tar`;

describe.skipIf(skip !== undefined)(
  `files of a rootless seat${skip === undefined ? '' : ` (skipped: ${skip})`}`,
  () => {
    const folder = makeTemporaryFolder();
    const id = `adversarial-files-${process.pid}`;
    const workspacesDir = join(folder.path, 'workspaces');
    const [workspaceDir, canary] = [join(workspacesDir, 'one'), join(folder.path, 'canary')];
    let seat: Seat;
    let bench: Workbench;
    let end: () => Promise<void>;
    let before: readonly string[];

    beforeAll(async () => {
      for (const dir of [workspaceDir, canary]) mkdirSync(dir, { recursive: true });
      writeFileSync(join(canary, 'secret'), secret, { mode: 0o600 });
      before = facts(canary);
      const outer = await makeOuter(folder.path, id);
      const provider = makeNestedProvider({ outer, homeId: id, workspacesDir, seatClass: 'rootless' });
      end = async () => {
        await provider.clean();
        await outer[Symbol.asyncDispose]();
      };
      seat = await provider.open('one');
      bench = await seat.openWorkbench({ runId: id, project: 'adversarial', workspaceDir });
      writeFileSync(join(workspaceDir, 'compose.yaml'), 'mine');
      await bench.syncIn();
    });
    afterAll(async () => {
      await seat?.[Symbol.asyncDispose]();
      await end?.();
      folder[Symbol.dispose]();
    });
    const sh = async (script: string) => {
      const { exitCode, stdout, stderr } = await bench.run(['sh', '-c', script], { timeoutMs: 60_000 });
      return { exitCode, said: `${stdout}${stderr}` };
    };

    it('case 89 (rootless): a link to a folder of the server that is also in the seat: nothing is read or deleted', async () => {
      await sh(`mkdir -p ${canary} && ln -s ${canary} leak`);
      for (let turn = 0; turn < 2; turn += 1) {
        await bench.syncOut();
        await bench.syncIn();
      }
      expect(lstatSync(join(workspaceDir, 'leak')).isSymbolicLink()).toBe(true);
      expect((await sh('cat leak/*')).said).not.toContain(secret);
      await bench.deletePaths(['leak']);
      await bench.syncOut();
      expect(existsSync(join(workspaceDir, 'leak'))).toBe(false);
      expect(facts(canary)).toEqual(before);
    });

    it('case 90 (rootless): what is deleted in the seat is deleted through no link', async () => {
      await sh('mkdir -p /tmp/others && echo x > /tmp/others/file && ln -s /tmp/others way');
      await bench.deletePaths(['way/file', 'none', 'none/at/all']);
      expect((await sh('cat /tmp/others/file')).said).toBe('x\n');
      await sh('mkdir -p a/b && touch a/b/c a/b/d "a/b/two\nlines" a/e');
      await bench.deletePaths(['a/b/c', 'a/b/two\nlines', 'a/e', 'way']);
      expect((await sh('find a way | sort')).said).toContain('a\na/b\na/b/d\n');
    });

    it('case 224 (rootless): another workspace whose folder has the same name has a folder of its own', async () => {
      const other = join(folder.path, 'elsewhere', 'one');
      mkdirSync(other, { recursive: true });
      const spec = { runId: `${id}-other`, project: 'adversarial-other', workspaceDir: other };
      await using second = await seat.openWorkbench(spec);
      await second.syncOut();
      expect(readdirSync(other)).toEqual([]);
      writeFileSync(join(other, 'compose.yaml'), 'of the other');
      await second.syncIn();
      await bench.syncOut();
      expect(readFileSync(join(workspaceDir, 'compose.yaml'), 'utf8')).toBe('mine');
      expect(second.workspacePath).not.toBe(bench.workspacePath);
      await second.remove();
      expect((await sh('cat compose.yaml')).said).toBe('mine');
    });

    it('case 91 (rootless): folders without end are not made on the server', async () => {
      await sh('mkdir many && cd many && seq 1 12000 | xargs mkdir');
      await expect(bench.syncOut()).rejects.toMatchObject({
        code: 'too-big',
        message: expect.stringContaining('10,000 files and folders'),
      });
      expect(existsSync(join(workspaceDir, 'many'))).toBe(false);
      await sh('rm -r many');
      await bench.syncOut();
    });

    it('case 100 (rootless): a seat whose disk is full says so, and what of the server’s files is whole', async () => {
      const tar = await sh('mount -t tmpfs -o size=64k tmpfs "$PWD" && touch mine');
      expect(tar.said).toBe('');
      writeFileSync(join(workspaceDir, 'large'), Buffer.alloc(1024 * 1024));
      await expect(bench.syncIn()).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('the seat’s disk is full'),
        fix: expect.stringContaining('docker system df'),
      });
      expect(lstatSync(join(workspaceDir, 'large')).size).toBe(1024 * 1024);
      await sh('cd / && umount "$OLDPWD"');
      await bench.syncIn();
    });

    it('case 87 (rootless): another tar in the seat, whose names lead out: nothing is written outside of the workspace', async () => {
      expect(await sh(otherTar)).toEqual({ exitCode: 0, said: expect.any(String) });
      await expect(bench.syncOut()).rejects.toMatchObject({
        code: 'path-refused',
        message: expect.stringContaining('../../canary/pwned'),
      });
      expect(facts(canary)).toEqual(before);
      expect(readFileSync(join(workspaceDir, 'compose.yaml'), 'utf8')).toBe('mine');
      expect(readdirSync(folder.path).sort()).toEqual(expect.arrayContaining(['canary', 'workspaces']));
    });
  },
);
