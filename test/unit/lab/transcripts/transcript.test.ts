import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { findTranscripts } from '../../../../src/lab/transcripts/chapter-transcripts.ts';
import type { OutputLine, TranscriptCommand } from '../../../../src/lab/transcripts/transcript.ts';
import { formatTranscript, parseTranscript, varyKinds } from '../../../../src/lab/transcripts/transcript.ts';

const place = { file: 'content/start.mdx', line: 10 };
const meta = 'lab=start/first-container at=start';

function errorOf(action: () => unknown): DrydockError {
  try {
    action();
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error('It did not throw.');
}

describe('parseTranscript', () => {
  it('separates commands, their continuation and their output', () => {
    const body =
      "$ docker compose ps\nNAME   IMAGE\nweb    web\n$ sh -c 'touch /x\n> && rm /x'\nrm: read-only";
    expect(parseTranscript(`${meta} exit=1`, body, place)).toMatchObject({
      lab: 'start/first-container',
      at: 'start',
      order: 'exact',
      commands: [
        {
          command: 'docker compose ps',
          exit: 0,
          output: [{ text: 'NAME   IMAGE' }, { text: 'web    web' }],
        },
        { command: "sh -c 'touch /x\n&& rm /x'", exit: 1, output: [{ text: 'rm: read-only' }] },
      ],
    });
  });

  it('keeps what was recorded apart from what may vary', () => {
    const body =
      '$ up\nStarted 0.4s (~time)\n3f1c web (~id space)\nLinux 6.12 (~re ^Linux (\\d+)\\.)\n...\n\\$ not a command';
    expect(parseTranscript(meta, body, place).commands[0]?.output).toEqual([
      { kind: 'text', text: 'Started 0.4s', vary: ['time'] },
      { kind: 'text', text: '3f1c web', vary: ['id', 'space'] },
      { kind: 'pattern', text: 'Linux 6.12', pattern: '^Linux (\\d+)\\.' },
      { kind: 'gap' },
      { kind: 'text', text: '$ not a command', vary: [] },
    ]);
  });

  it('names a transcript by its state and commands, not by its output', () => {
    const one = parseTranscript(meta, '$ id -u\n0', place);
    expect(parseTranscript(`${meta} vary=number`, '$ id -u\n10001', place).id).toBe(one.id);
    expect(parseTranscript(meta, '$ id -g\n0', place).id).not.toBe(one.id);
    expect(parseTranscript('lab=start/first-container at=solution', '$ id -u\n0', place).id).not.toBe(one.id);
  });

  it.each([
    ['', '$ x', 10, 'lacks lab=', 'console lab='],
    ['lab=start/x', '$ x', 10, 'lacks at=', 'at=start'],
    ['lab=start at=start', '$ x', 10, '"start" is not the id of a lab', 'chapter/lab'],
    [`${meta} exi=1`, '$ x', 10, 'does not know "exi=1"', 'Did you mean "exit"'],
    [`${meta} exit=1|2|3`, '$ x', 10, 'not an exit code', 'where Engines differ'],
    [`${meta} exit=lots`, '$ x', 10, 'not an exit code', '0 to 255'],
    [`${meta} vary=tim`, '$ x', 10, '"tim" is not something that may vary', 'Did you mean "time"'],
    [meta, 'web', 11, 'begins with output', '$ docker'],
    [meta, '', 10, 'is empty', '`$ `'],
    [meta, '$ x\ny (~sise)', 12, '"sise"', '"size"'],
    [meta, '$ x\ny (~re [)', 12, 'not a regular expression', ''],
  ])('refuses %j with %j at its line', (words, body, line, message, fix) => {
    const error = errorOf(() => parseTranscript(words, body, place));
    expect(error.code).toBe('bad-chapter');
    expect(error.place).toEqual({ file: 'content/start.mdx', line });
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
  });

  it('reads back whatever it writes', () => {
    const text = fc.stringMatching(/^[ -~]{0,30}$/).filter((line) => !line.includes('(~'));
    const starts = fc.constantFrom('', '$ ', '> ', '\\$ ', '...', '\\');
    const word = fc.tuple(starts, text).map((parts) => parts.join(''));
    const output = fc.oneof<fc.Arbitrary<OutputLine>[]>(
      fc.record({
        kind: fc.constant('text'),
        text: word,
        vary: fc.uniqueArray(fc.constantFrom(...varyKinds)),
      }),
      fc.record({
        kind: fc.constant('pattern'),
        text: word,
        pattern: fc.constantFrom('^a(b|c)$', '\\d+ \\(x\\)'),
      }),
      fc.constant({ kind: 'gap' }),
    );
    const command = fc.record({
      command: fc.array(text, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
      output: fc.array(output, { maxLength: 4 }),
      exit: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 3 }), (commands: TranscriptCommand[]) => {
        expect(parseTranscript(meta, formatTranscript(commands), place).commands).toEqual(commands);
      }),
    );
  });
});

describe('findTranscripts', () => {
  it('finds the fences that the page shows, with their lines', () => {
    const mdx = [
      '---',
      'title: X',
      '---',
      '',
      'Prose with `code`.',
      '',
      `~~~~console ${meta}`,
      '$ echo "```"',
      '```',
      '~~~~',
      '',
      '<Task id="a">',
      '',
      `\`\`\`console ${meta} exit=2`,
      '$ false',
      '```',
      '',
      '</Task>',
      '',
      '```sh',
      'npm start',
      '```',
    ].join('\n');
    expect(
      findTranscripts(mdx, 'content/x.mdx').map(({ from, to, transcript }) => [
        from,
        to,
        transcript.commands[0]?.command,
      ]),
    ).toEqual([
      [7, 10, 'echo "```"'],
      [14, 16, 'false'],
    ]);
  });

  it('names file and line of a wrong one', () => {
    const error = errorOf(() =>
      findTranscripts('---\ntitle: X\n---\n\n```console\n$ x\n```', 'content/x.mdx'),
    );
    expect(error.place).toEqual({ file: 'content/x.mdx', line: 5 });
  });
});
