/** Where transcripts were printed, and what was said otherwise there. */
import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../../src/lab/general/short-hash.ts';
import { parseTranscript } from '../../../../src/lab/transcripts/transcript.ts';
import {
  findOtherwise,
  keyOf,
  printedOn,
  saidIn,
  type TranscriptRecord,
  TranscriptRecordSchema,
} from '../../../../src/lab/transcripts/transcript-record.ts';

const parse = (body: string, exit = '') =>
  parseTranscript(`lab=start/first-container at=start${exit}`, body, { file: 'content/start.mdx', line: 1 });
const memory = '$ look\nmemory: memory.limit says 64 (~re ^memory: memory\\.(limit|max) says \\d+$)';

describe('what is said otherwise', () => {
  it('is a line with other words that its pattern allows', () => {
    expect(findOtherwise(parse(memory), [{ output: 'memory: memory.max says 64\n', exit: 0 }])).toEqual([
      { command: 0, lines: [{ line: 0, text: 'memory: memory.max says 64' }] },
    ]);
  });

  it('is no other number, id, size or time', () => {
    expect(findOtherwise(parse(memory), [{ output: 'memory: memory.limit says 80\n', exit: 0 }])).toEqual([]);
    const layer = parse('$ history\n750kB RUN chmod 0fab1c2d3e (~re ^\\S+ RUN chmod)');
    expect(findOtherwise(layer, [{ output: '1.2MB RUN chmod 99ab1c2d3e', exit: 0 }])).toEqual([]);
  });

  it('is an exit code that the fence allows beside its own', () => {
    const twice = parse('$ true\n$ sh', ' exit=126|127');
    expect(
      findOtherwise(twice, [
        { output: '', exit: 0 },
        { output: '', exit: 127 },
      ]),
    ).toEqual([{ command: 1, exit: 127, lines: [] }]);
  });

  it('is nothing where another line of the output has the words', () => {
    const two = parse('$ list\n...\na 1 (~re ^(a|b) \\d$)\n...');
    expect(findOtherwise(two, [{ output: 'b 2\na 3\n', exit: 0 }])).toEqual([]);
  });
});

describe('where it was printed', () => {
  const shown = parse('$ uname\nLinux');
  const machine = {
    engine: '26.1.5+dfsg1',
    imageStore: 'graph-driver',
    rootless: false,
    kernel: '6.12.8',
    architecture: 'amd64',
    cgroup: '2',
    modules: ['apparmor'],
  } as const;
  const printed: TranscriptRecord = TranscriptRecordSchema.parse({
    machines: [machine],
    transcripts: {
      [keyOf(shown)]: { said: shortHash(saidIn(shown)), on: [{ machine: 0, guest: '6.12.1' }] },
    },
  });

  it('is told with the machine and the guest', () => {
    expect(printedOn(printed, shown, shortHash)).toEqual([{ machine, guest: '6.12.1' }]);
  });

  it('is nowhere once another output stands there', () => {
    expect(printedOn(printed, parse('$ uname\nDarwin'), shortHash)).toEqual([]);
  });

  it('is nowhere for a transcript that was never recorded', () => {
    expect(printedOn(printed, parse('$ id\nroot'), shortHash)).toEqual([]);
  });
});
