import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../../src/lab/general/short-hash.ts';
import type { EngineInfo } from '../../../../src/lab/ports/engine.ts';
import { parseTranscript } from '../../../../src/lab/transcripts/transcript.ts';
import { keyOf, saidIn, TranscriptRecordSchema } from '../../../../src/lab/transcripts/transcript-record.ts';
import { addSights, nothingRecorded } from '../../../../src/runner/verify/add-sights.ts';
import type { PlayedChapter } from '../../../../src/runner/verify/play-transcripts.ts';

const engine: EngineInfo = {
  id: 'ABCD',
  version: '26.1.5+dfsg1',
  apiVersion: '1.45',
  os: 'linux',
  architecture: 'amd64',
  kernel: '6.12.8',
  operatingSystem: 'Debian GNU/Linux 13 (trixie)',
  cgroupVersion: '2',
  storageDriver: 'overlay2',
  imageStore: 'graph-driver',
  runtimes: ['runc'],
  runtimeArguments: {},
  securityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
  cpus: 2,
  memoryBytes: 4_000_000_000,
};
const newer: EngineInfo = { ...engine, version: '28.5.2', imageStore: 'containerd' };

const transcript = parseTranscript('lab=start/first-container at=start', '$ uname\nLinux', {
  file: 'content/start.mdx',
  line: 1,
});
type Played = PlayedChapter['transcripts'][number];
const played = (on: EngineInfo | undefined, more: Partial<Played> = {}): Played => ({
  transcript,
  from: 1,
  to: 4,
  lie: undefined,
  unmet: undefined,
  played: on && {
    printed: [{ command: { command: 'uname', output: [], exit: 0 }, output: 'Linux\n', exit: 0 }],
    engine: on,
    seatClass: 'own',
    guest: undefined,
  },
  ...more,
});
const key = keyOf(transcript);
const first = addSights(nothingRecorded, [played(engine)]);

describe('what is known of where a chapter’s transcripts print what it says', () => {
  it('names Engine, kernel, architecture, cgroups and security modules, as the Engine says them', () => {
    expect(TranscriptRecordSchema.parse(first)).toEqual({
      machines: [
        {
          engine: '26.1.5+dfsg1',
          imageStore: 'graph-driver',
          rootless: false,
          kernel: '6.12.8',
          architecture: 'amd64',
          cgroup: '2',
          modules: ['apparmor'],
        },
      ],
      transcripts: { [key]: { said: shortHash(saidIn(transcript)), on: [{ machine: 0 }] } },
    });
  });

  it('grows by a second Engine, and has the last kernel of each', () => {
    const both = addSights(first, [played(newer)]);
    expect(both.transcripts[key]?.on.map(({ machine }) => both.machines[machine]?.engine)).toEqual([
      '26.1.5+dfsg1',
      '28.5.2',
    ]);
    const again = addSights(both, [played({ ...engine, kernel: '6.18.1' })]);
    expect(again.machines.map(({ kernel }) => kernel)).toEqual(['6.18.1', '6.12.8']);
    expect(again.transcripts[key]?.on).toHaveLength(2);
  });

  it('stays as it is where no seat can run the lab', () => {
    expect(addSights(first, [played(undefined, { unmet: 'no seat' })])).toEqual(first);
  });

  it('loses what printed something else, and what is no more', () => {
    expect(addSights(first, [played(newer, { lie: 'printed “Darwin”' })]).transcripts).toEqual({});
    expect(addSights(first, []).transcripts).toEqual({});
  });

  it('has the guest’s kernel, and an Engine without root', () => {
    const seen = addSights(nothingRecorded, [
      played(undefined, {
        played: { printed: [], engine, seatClass: 'rootless', guest: '6.12.63+deb13-amd64' },
      }),
    ]);
    expect(seen.machines[0]?.rootless).toBe(true);
    expect(seen.transcripts[key]?.on[0]?.guest).toBe('6.12.63+deb13-amd64');
  });
});
