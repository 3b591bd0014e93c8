/** Files of a lab whose copy is in a seat: what the page and Stop do with what only the seat has. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRunInSeat } from './in-a-seat.ts';

const fillBeyond = (seat: string) => {
  mkdirSync(join(seat, 'many'));
  for (let index = 0; index < 10_001; index += 1) mkdirSync(join(seat, 'many', `${index}`));
};

describe('case 219: what containers write when they are told to end', () => {
  it('is on the server before the copy in the seat goes', async () => {
    using at = await makeRunInSeat((seat) => writeFileSync(join(seat, 'dump.sql'), 'written at the end'));
    writeFileSync(join(at.server, 'compose.yaml'), 'x');
    await at.link.syncIn();
    await at.stop();
    expect(readFileSync(join(at.server, 'dump.sql'), 'utf8')).toBe('written at the end');
    expect(existsSync(at.seat)).toBe(false);
    expect(at.run()).toMatchObject({ intent: 'stopped', step: 'stopped' });
  });
});

describe('case 220: a seat that holds more than is carried', () => {
  it('Stop stops, the copy in the seat stays, and what kept it there is told', async () => {
    using at = await makeRunInSeat();
    writeFileSync(join(at.server, 'compose.yaml'), 'x');
    await at.link.syncIn();
    fillBeyond(at.seat);
    writeFileSync(join(at.seat, 'work'), 'only in the seat');
    expect(await at.stop()).toContainEqual(
      expect.objectContaining({
        status: 'failed',
        error: expect.objectContaining({ code: 'too-big', fix: expect.any(String) }),
      }),
    );
    expect(at.run()).toMatchObject({ intent: 'stopped', step: 'files-inside' });
    expect(readFileSync(join(at.seat, 'work'), 'utf8')).toBe('only in the seat');
    expect(readdirSync(at.server)).toEqual(['compose.yaml']);
  });

  it('the server’s files are listed, with a line that says what is missing; they are read and saved', async () => {
    using at = await makeRunInSeat();
    writeFileSync(join(at.server, 'compose.yaml'), 'x');
    await at.link.syncIn();
    fillBeyond(at.seat);
    const listed = await at.files.list(at.key);
    expect(listed.map(({ path }) => path)).toEqual([
      'compose.yaml',
      expect.stringContaining('10,000 files and folders'),
    ]);
    const { revision, text } = await at.files.read(at.key, 'compose.yaml');
    expect(text).toBe('x');
    expect(await at.files.save(at.key, 'compose.yaml', 'y', revision)).toMatchObject({ text: 'y' });
  });

  it('what is deleted goes in the seat, and then all is carried again', async () => {
    using at = await makeRunInSeat();
    writeFileSync(join(at.server, 'compose.yaml'), 'x');
    writeFileSync(join(at.server, 'both'), 'x');
    await at.link.syncIn();
    fillBeyond(at.seat);
    writeFileSync(join(at.seat, 'work'), 'only in the seat');
    await at.files.remove(at.key, 'both');
    expect(existsSync(join(at.seat, 'both'))).toBe(false);
    await at.files.remove(at.key, 'many');
    expect(existsSync(join(at.seat, 'many'))).toBe(false);
    expect((await at.files.list(at.key)).map(({ path }) => path)).toEqual(['compose.yaml', 'work']);
    await expect(at.files.remove(at.key, 'none')).rejects.toMatchObject({ code: 'not-found' });
  });
});
