import { expect, it } from 'vitest';
import { type CopyTools, withCopies } from '../../../src/why/with-copies.ts';

const inspected = { Image: 'x' };

function makeTools(more: Partial<CopyTools['engine']> = {}) {
  const asked: string[] = [];
  const engine: CopyTools['engine'] = {
    inspectRaw: async () => {
      asked.push('find');
      return [inspected];
    },
    inspectContainers: async () => [],
    removeLabelled: async (labels) => {
      asked.push(`remove ${JSON.stringify(labels)}`);
      return { containers: 0, networks: 0, volumes: 0 };
    },
    ...more,
  };
  const copies = {
    ofOneQuestion: () => ({ name: 'copy', labels: { question: '1' } }),
    removeAbandoned: async () => void asked.push('tidy'),
  };
  return { asked, tools: { engine, copies, signal: new AbortController().signal } };
}

it('removes what others left before it looks for the container, and its own copies at the end', async () => {
  const { asked, tools } = makeTools();
  const names = await withCopies('shop', 'web', tools, async (question) => {
    expect(question.inspected).toBe(inspected);
    expect(question.labels).toEqual({ question: '1' });
    asked.push('ask');
    return [question.nextName(), question.nextName()];
  });
  expect(names).toEqual(['copy-1', 'copy-2']);
  expect(asked).toEqual(['tidy', 'find', 'ask', 'remove {"question":"1"}']);
});

it('removes its copies where the question fails, and says why that did', async () => {
  const { asked, tools } = makeTools();
  const failing = withCopies('shop', 'web', tools, async () => {
    throw new Error('cancelled');
  });
  await expect(failing).rejects.toThrow('cancelled');
  expect(asked.at(-1)).toBe('remove {"question":"1"}');
});

it('says what failed first where the engine goes', async () => {
  const gone = { removeLabelled: () => Promise.reject(new Error('gone')) };
  const question = withCopies('shop', 'web', makeTools(gone).tools, () => Promise.reject(new Error('first')));
  await expect(question).rejects.toThrow('first');
  await expect(withCopies('shop', 'web', makeTools(gone).tools, async () => 1)).rejects.toThrow('gone');
});
