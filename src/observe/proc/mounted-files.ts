import type { Fact } from '../../lab/observation/fact.ts';
import type { MountedFile } from '../../lab/observation/observation.ts';
import type { ProbedFile } from '../probe/probe-answer.ts';
import { unknown } from '../unknown.ts';

/** Reads the probe's lines of `mounted-files`: mode, uid and gid and bytes, then the path, which may hold anything but a newline. */
export function parseMountedFiles(file: ProbedFile | undefined): Fact<readonly MountedFile[]> {
  if (!file) return unknown('the files that are mounted in it could not be looked at');
  if (file.cut) return unknown('it has too many mounted files to look at each');
  const value = [...file.text.matchAll(/^([0-7]{1,4}) (\d+) (\d+) (\d+) (\/.*)$/gm)].map(
    ([, mode = '0', uid, gid, bytes, path = '/']) => ({
      path,
      mode: Number.parseInt(mode, 8),
      uid: Number(uid),
      gid: Number(gid),
      bytes: Number(bytes),
    }),
  );
  return { source: 'kernel', value };
}
