import { expect, it } from 'vitest';
import { buildArgumentsOf } from '../../../../src/engine/image-facts/build-arguments.ts';

it.each([
  ['RUN |1 TOKEN=hunter2 /bin/sh -c make # buildkit', ['TOKEN']],
  ['|2 VERSION=1.2 NPM_TOKEN=a b=c /bin/sh -c npm ci', ['NPM_TOKEN', 'VERSION', 'b']],
  ['RUN /bin/sh -c TOKEN=x make # buildkit', []],
  ['ARG TOKEN', []],
  ['ENV PASSWORD=x', []],
  ['COPY |1 A=b /srv # buildkit', []],
  ['', []],
  [`RUN |1 A=${'x '.repeat(50_000)}`, ['A']],
])('of %s it names these', (CreatedBy, names) => {
  expect(buildArgumentsOf([{ CreatedBy }, { CreatedBy: null }])).toEqual(names);
});
