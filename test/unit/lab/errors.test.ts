import { describe, expect, it } from 'vitest';
import { DrydockError, type ErrorCode, errorCatalogue, reportError } from '../../../src/lab/errors.ts';
import { ErrorReportSchema } from '../../../src/lab/wire/error-report.ts';
import { expectGolden } from '../../fixtures/golden.ts';

describe('the catalogue', () => {
  it('is what it was: codes stand in docs, logs and evidence', () => {
    const lines = Object.entries(errorCatalogue).map(
      ([code, { title, exit, status }]) => `${code}: ${title} (exit ${exit}, HTTP ${status})\n`,
    );
    expectGolden('errors.txt', lines.join(''));
  });

  it.each(Object.keys(errorCatalogue) as ErrorCode[])('%s crosses a process boundary', (code) => {
    const error = new DrydockError(code, {
      message: 'It broke.',
      fix: 'Mend it.',
      place: { file: 'a', line: 1, column: 2, key: 'b.c' },
      output: 'crack',
      cause: new Error('inner'),
    });
    const report = reportError(error);
    expect(ErrorReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.title).toBe(errorCatalogue[code].title);
    expect(error.cause).toEqual(new Error('inner'));
    expect(JSON.stringify(report)).not.toContain('inner');
  });
});

describe('reportError', () => {
  it.each([
    [new TypeError('x is undefined'), 'x is undefined'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('takes what nobody foresaw for internal, and keeps its words: %s', (thrown, message) => {
    expect(reportError(thrown)).toEqual({ code: 'internal', title: 'Something in Drydock broke', message });
  });
});
