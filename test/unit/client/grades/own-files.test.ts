import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileNameOf } from '../../../../src/client/core/offer-file.ts';
import { csvRow, inBase64, pastedTable } from '../../../../src/client/grades/parts/own-files.ts';

test('bytes of any length come through Base64 as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(new Uint8Array(Buffer.from(inBase64(bytes), 'base64'))).toEqual(bytes);
    }),
  );
  const large = new Uint8Array(200_000).map((_, index) => index % 251);
  expect(Buffer.from(inBase64(large), 'base64').equals(large)).toBe(true);
  expect(Buffer.from(pastedTable('x', 'Zoë, Łódź').content, 'base64').toString()).toBe('Zoë, Łódź');
});

test('a row is read as it was written, and no cell is a formula', () => {
  const cells = ['a "quote", and a comma', 'two\nlines', 'plain'];
  expect(parse(csvRow(cells))).toEqual([cells]);
  expect(parse(csvRow(['=1+1', '+1', '-1', '@x', 'a=1']))).toEqual([["'=1+1", "'+1", "'-1", "'@x", 'a=1']]);
});

test('a file is named by a title, whatever that is', () => {
  expect(fileNameOf('Week 1: Übung / A', 'grades')).toBe('week-1-übung-a');
  expect(fileNameOf('第一周', 'grades')).toBe('第一周');
  expect(fileNameOf('…', 'grades')).toBe('grades');
});
