/** What the lab stack/attack, its workspace and the book's matrix have in common. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { passwordsIn } from '../../labs/stack/assemble/passwords.ts';
import { attack } from '../../labs/stack/attack/attacks.ts';
import { allLines, attacks, editsOf, lines } from '../../labs/stack/attack/lines.ts';
import { readLabState } from '../../src/runner/library/lab-state.ts';
import { attackLab, casesOf, hashStacks, matrixOf, readMatrix } from '../matrix/matrix.ts';

const lab = await attackLab();

it('gives the reader the program with which Check attacks', async () => {
  const file = new URL('../../labs/stack/attack/start/attack.pl', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(attack.replace(/^\n/, ''));
});

it('shows the matrix that was run on these stacks: “npm run matrix” runs it again', async () => {
  const { stacks, ...shown } = await readMatrix();
  expect(shown.lines.map(({ id, title }) => [id, title])).toEqual(Object.entries(lines));
  expect(shown.attacks.map(({ id, title }) => [id, title])).toEqual(Object.entries(attacks));
  expect(stacks).toBe(await hashStacks());
});

it('can make a stack of any lines', async () => {
  for (const { present } of casesOf()) expect(() => editsOf(present)).not.toThrow();
  const [start, solution] = [await readLabState(lab, 'start', {}), await readLabState(lab, 'solution', {})];
  expect(start.get('compose.yaml')?.content).not.toEqual(solution.get('compose.yaml')?.content);
});

it('makes no matrix of a soft stack that holds, or a hardened one that does not', () => {
  const all = ['database', 'secret', 'page', 'escape', 'memory'] as const;
  const succeeded = new Map(casesOf().map(({ name }) => [name, name === 'soft' ? [...all] : []]));
  expect(matrixOf(succeeded, {}, '0'.repeat(64)).lines).toHaveLength(allLines.length);
  expect(() => matrixOf(new Map([...succeeded, ['soft', []]]), {}, '')).toThrow('soft stack');
  expect(() => matrixOf(new Map([...succeeded, ['hardened', ['page']]]), {}, '')).toThrow('hardened stack');
});

it('finds passwords in an environment by their place, and leaves files of them alone', () => {
  const ways = [
    'PGPASSWORD=x',
    'A=postgres://u:x@db/d',
    'B=host=db password=x',
    'C=postgres://db/d?password=x',
  ];
  expect(passwordsIn(ways)).toEqual(['PGPASSWORD', 'A', 'B', 'C']);
  const files = ['POSTGRES_PASSWORD_FILE=/x', 'PGPASSFILE=/x', 'DB_SECRET=/run/secrets/x'];
  const others = ['POSTGRES_PASSWORD=', 'A=postgres://u@db/d', 'HTTP_PROXY=http://proxy:3128'];
  expect(passwordsIn([...files, ...others])).toEqual([]);
});
