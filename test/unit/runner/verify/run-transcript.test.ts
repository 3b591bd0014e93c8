import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../../src/lab/ports/engine.ts';
import { parseTranscript } from '../../../../src/lab/transcripts/transcript.ts';
import { findLie, runTranscript } from '../../../../src/runner/verify/run-transcript.ts';

const parse = (body: string, meta = '') =>
  parseTranscript(`lab=a/b at=start ${meta}`.trim(), body, { file: 'content/x.mdx', line: 1 });

/** A shell that answers with these in turn, and keeps what it was asked. */
function answering(...answers: { stdout: string; exitCode?: number }[]) {
  const asked: { argv: readonly string[]; options: RunOptions | undefined }[] = [];
  return {
    asked,
    workspacePath: '/workspace',
    async run(argv: readonly string[], options?: RunOptions) {
      asked.push({ argv, options });
      return {
        exitCode: 0,
        stdout: '',
        stderr: '',
        truncated: false,
        durationMs: 1,
        ...answers[asked.length - 1],
      };
    },
  };
}
const never = new AbortController().signal;

describe('runTranscript', () => {
  it('runs each command as the chapter shows it, with the learner’s values, both streams in one', async () => {
    const shell = answering({ stdout: '\u001b[32mahoy\u001b[0m\n' }, { stdout: 'no\n', exitCode: 3 });
    const transcript = parse('$ echo {{greeting}}\nahoy\n$ false', 'exit=3');
    const printed = await runTranscript(shell, transcript, { greeting: 'ahoy' }, never);
    expect(shell.asked[0]?.argv).toEqual(['bash', '-c', 'exec 2>&1\necho ahoy']);
    expect(shell.asked[0]?.options).toMatchObject({
      cwd: '/workspace',
      env: { LANG: 'C.UTF-8', TERM: 'dumb' },
    });
    expect(printed.map(({ output, exit }) => [output, exit])).toEqual([
      ['ahoy\n', 0],
      ['no\n', 3],
    ]);
  });
});

describe('findLie', () => {
  const lieOf = async (
    transcript: ReturnType<typeof parse>,
    ...answers: { stdout: string; exitCode?: number }[]
  ) => findLie(transcript, await runTranscript(answering(...answers), transcript, {}, never));

  it('finds none where all is as recorded', async () => {
    expect(
      await lieOf(parse('$ id -u\n10001\n$ date\nMon (~any)'), { stdout: '10001\n' }, { stdout: 'Tue\n' }),
    ).toBeUndefined();
  });

  it('names the command, what it printed and what the chapter says', async () => {
    expect(await lieOf(parse('$ id -u\n0'), { stdout: '10001\n' })).toBe(
      '`id -u` printed “10001” where the chapter says “0”.',
    );
    expect(await lieOf(parse('$ id -u'), { stdout: '10001\n' })).toBe(
      '`id -u` printed “10001” where the chapter says nothing.',
    );
    expect(await lieOf(parse('$ id -u\n0'), { stdout: '' })).toBe(
      '`id -u` printed nothing where the chapter says “0”.',
    );
  });

  it('takes another exit status for a lie, but that of another Engine, and shows what was printed', async () => {
    const meta = 'lab=start/first-container at=start exit=126|127';
    const either = parseTranscript(meta, '$ x', { file: 'content/start.mdx', line: 9 });
    expect(await lieOf(either, { stdout: '', exitCode: 127 })).toBeUndefined();
    expect(await lieOf(either, { stdout: '', exitCode: 0 })).toContain('the chapter says 126 or 127');
    expect(await lieOf(parse('$ cat x\n...'), { stdout: 'cat: x: No such file\n', exitCode: 1 })).toBe(
      '`cat x` ended with 1, the chapter says 0. It printed: cat: x: No such file',
    );
  });
});
