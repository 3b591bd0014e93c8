import { expect, test } from 'vitest';
import { makeMirrors } from '../../../../src/server/mirror/mirrors.ts';

const screen = (text: string) => ({ columns: 80, rows: 24, text });

function openMirrors() {
  let ids = 0;
  const mirrors = makeMirrors({
    clock: () => new Date('2026-11-24T08:00:00Z'),
    newId: () => {
      ids += 1;
      return String(ids);
    },
  });
  const changes: string[] = [];
  mirrors.onChange((session) => changes.push(`${session} ${mirrors.find(session)?.by ?? '-'}`));
  const watch = (session: string) => {
    const heard: string[] = [];
    const watching = mirrors.watch(session, {
      offer: (frame) => heard.push(JSON.parse(frame).screen.text),
      end: () => heard.push('end'),
    });
    return { heard, watching };
  };
  return { mirrors, changes, watch };
}

test('who comes late gets the screen as it is, and then each that comes', () => {
  const { mirrors, watch } = openMirrors();
  const shown = mirrors.show('S', { by: 'Ada', lab: 'start/one' });
  const early = watch('S');
  shown.tell(screen('1'));
  shown.tell(screen('2'));
  const late = watch('S');
  shown.tell(screen('3'));
  expect(early.heard).toEqual(['1', '2', '3']);
  expect(late.heard).toEqual(['2', '3']);
  late.watching[Symbol.dispose]();
  shown.tell(screen('4'));
  expect(late.heard).toEqual(['2', '3']);
});

test('another one takes its place, and the end of the first does not end the second', () => {
  const { mirrors, changes, watch } = openMirrors();
  const first = mirrors.show('S', { by: 'Ada', lab: 'start/one' });
  const watcher = watch('S');
  const second = mirrors.show('S', { by: 'Ben', lab: 'start/one' });
  expect(first.ended.aborted).toBe(true);
  expect(watcher.heard).toEqual(['end']);
  first[Symbol.dispose]();
  expect(mirrors.find('S')?.by).toBe('Ben');
  second[Symbol.dispose]();
  expect(mirrors.find('S')).toBeUndefined();
  expect(changes).toEqual(['S Ada', 'S -', 'S Ben', 'S -']);
});

test('a session sees its own, and nothing of it once it has ended', () => {
  const { mirrors } = openMirrors();
  const shown = mirrors.show('S', { by: 'Ada', lab: 'start/one' });
  expect(() => mirrors.screen('S')).toThrow(/No terminal is shown/);
  shown.tell(screen('1'));
  expect(mirrors.screen('S').text).toBe('1');
  expect(() => mirrors.screen('T')).toThrow(/No terminal is shown/);
  mirrors.end('S');
  expect(() => mirrors.screen('S')).toThrow(/No terminal is shown/);
});
