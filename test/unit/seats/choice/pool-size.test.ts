import { expect, it } from 'vitest';
import { poolSize } from '../../../../src/seats/choice/pool-size.ts';
import { parseSeatSettings } from '../../../../src/seats/choice/seat-settings.ts';

it('keeps none ready for one person, and two for many, unless somebody says otherwise', () => {
  expect(poolSize(parseSeatSettings({}), 'nested')).toEqual({ size: 0 });
  const many = parseSeatSettings({ seatsFor: 'many' });
  expect(poolSize(many, 'nested')).toEqual({ size: 2 });
  // Labs for many run in nested seats whatever engine was chosen.
  expect(poolSize(many, 'embedded')).toEqual({ size: 2 });
  expect(poolSize(parseSeatSettings({ seatsFor: 'many', seatPool: '0' }), 'nested')).toEqual({ size: 0 });
  expect(poolSize(parseSeatSettings({ seatPool: '3' }), 'nested')).toEqual({ size: 3 });
});

it('says why labs on the engine itself have none', () => {
  expect(poolSize(parseSeatSettings({}), 'host')).toEqual({ size: 0 });
  const asked = poolSize(parseSeatSettings({ seatPool: '3' }), 'embedded');
  expect(asked).toMatchObject({ size: 0, refusal: expect.stringContaining('Only nested seats') });
  const trusted = parseSeatSettings({ seatsFor: 'many', trustLearners: true, seatPool: '3' });
  expect(poolSize(trusted, 'host').size).toBe(0);
});
