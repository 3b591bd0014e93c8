import { expect, it, vi } from 'vitest';
import { makeProgram } from '../../../src/cli/program/program.ts';

it('an option of the command that is asked about wants two dashes before the command', async () => {
  const said: string[] = [];
  using _ = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  const program = makeProgram(new AbortController().signal, () => undefined);
  const asked = program.parseAsync(['node', 'drydock', 'why', 'shop', 'web', 'ls', '-la']);
  await expect(asked).rejects.toMatchObject({ code: 'commander.unknownOption' });
  expect(said.join('')).toContain('drydock why PROJECT SERVICE -- COMMAND');
});

it.each([
  ['--runs', '2', 'from 3 on'],
  ['--runs', 'x', 'from 3 on'],
  ['--within', '0', 'from 1 on'],
])(
  'shrink %s %s is refused: a first copy, one with volumes of its own, and the answer once more are three',
  async (option, value, words) => {
    const said: string[] = [];
    using _ = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    const program = makeProgram(new AbortController().signal, () => undefined);
    const asked = program.parseAsync(['node', 'drydock', 'shrink', 'shop', 'web', option, value]);
    await expect(asked).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    expect(said.join('')).toContain(words);
  },
);
