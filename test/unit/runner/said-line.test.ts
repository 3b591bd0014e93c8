import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { takeSaidLine } from '../../../src/runner/said-line.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const outputOf = (...chunks: string[]) => Readable.from(chunks.map(bytesOf));
const never = new AbortController().signal;
const expected = /^(new|resumed)\r?$/;

async function taken(...chunks: string[]) {
  const { line, rest } = await takeSaidLine(outputOf(...chunks), expected, never);
  let text = '';
  for await (const chunk of rest) text += new TextDecoder().decode(chunk);
  return { line, text };
}

test('a line that was looked for is taken off, however it comes', async () => {
  expect(await taken('new\r\nprompt $ ')).toEqual({ line: 'new\r', text: 'prompt $ ' });
  expect(await taken('re', 'sumed', '\n', 'a\nb')).toEqual({ line: 'resumed', text: 'a\nb' });
  expect(await taken('new\n')).toEqual({ line: 'new', text: '' });
});

test('a warning before it stays, and is no reason to miss it', async () => {
  expect(await taken('warning: a\n', 'warning: b\nnew\r\n$ ')).toEqual({
    line: 'new\r',
    text: 'warning: a\nwarning: b\n$ ',
  });
});

test('a line that does not come is waited for until the signal', async () => {
  const giving = new AbortController();
  const silent = new Readable({ read() {} });
  silent.push('no end yet');
  const waiting = takeSaidLine(silent, expected, giving.signal);
  giving.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
});

test('another line, a long one, and one without an end stay where they are', async () => {
  expect(await taken('sh: not found\n', 'more')).toEqual({ line: undefined, text: 'sh: not found\nmore' });
  expect(await taken('no end')).toEqual({ line: undefined, text: 'no end' });
  expect(await taken()).toEqual({ line: undefined, text: '' });
  const long = 'x'.repeat(3000);
  expect(await taken(long, '\nnew\n')).toEqual({ line: undefined, text: `${long}\nnew\n` });
});

test('whoever stops reading has the output stop', async () => {
  const output = outputOf('new\n', 'a', 'b', 'c');
  const { rest } = await takeSaidLine(output, expected, never);
  for await (const _ of rest) break;
  expect(output.destroyed).toBe(true);
});
