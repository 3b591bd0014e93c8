import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNormalForm, writeNormalForm } from '../../../src/gate/normal-form.ts';

/** As Compose prints a file: each `$` twice, wherever it stands. */
const printed = (model: unknown) => JSON.stringify(model).replaceAll('$', () => '$$');

describe('the normal form of a compose file', () => {
  it('is read with each dollar sign once', () => {
    expect(readNormalForm(printed({ services: { web: { volumes: [{ source: '/w/a$b' }] } } }))).toEqual({
      services: { web: { volumes: [{ source: '/w/a$b' }] } },
    });
  });

  it('is read as what was printed, and written as what Compose reads so', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: fc.constantFrom('$', 'a', '{', '}') }), fc.string()),
        (labels) => {
          const model = { services: { web: { labels } } };
          expect(readNormalForm(printed(model))).toEqual(model);
          // Compose puts `$` in the place of `$$` in values, and leaves keys alone.
          const reread: unknown = JSON.parse(writeNormalForm(model), (_, value: unknown) =>
            typeof value === 'string' ? value.replaceAll('$$', () => '$') : value,
          );
          expect(reread).toEqual(model);
        },
      ),
    );
  });

  it('has the zeros that Compose leaves out of limits', () => {
    const limits = (ulimits: object, build?: object) => ({ services: { web: { ulimits, ...build } } });
    expect(
      readNormalForm(
        JSON.stringify(
          limits({ core: {}, nproc: { hard: 5 }, nofile: 9 }, { build: { ulimits: { core: {} } } }),
        ),
      ),
    ).toEqual(
      limits(
        { core: { soft: 0, hard: 0 }, nproc: { soft: 0, hard: 5 }, nofile: 9 },
        { build: { ulimits: { core: { soft: 0, hard: 0 } } } },
      ),
    );
  });
});
