import { expect, it } from 'vitest';
import { buildArgumentsOf } from '../../../../src/engine/image-facts/build-arguments.ts';

it.each([
  ['RUN |1 TOKEN=hunter2 /bin/sh -c make # buildkit', ['TOKEN']],
  ['|2 VERSION=1.2 NPM_TOKEN=a b=c /bin/sh -c npm ci', ['NPM_TOKEN', 'VERSION']],
  // As many as it says: what follows is the command, of whatever shell.
  ['RUN |1 A=b /bin/bash -o pipefail -c TOKEN=x make # buildkit', ['A']],
  ['RUN |1 A=b make TOKEN=x # buildkit', ['A']],
  ['|0 /bin/bash -c TOKEN=x make', []],
  ['|3 A=b /bin/sh -c TOKEN=x make', ['A']],
  ['|2 A=a long value TOKEN=x /bin/ash -c B=c', ['A', 'TOKEN']],
  ['RUN /bin/sh -c TOKEN=x make # buildkit', []],
  ['ARG TOKEN', []],
  ['ENV PASSWORD=x', []],
  ['COPY |1 A=b /srv # buildkit', []],
  ['', []],
  [`RUN |1 A=${'x '.repeat(50_000)}`, ['A']],
])('of %s it names these', (CreatedBy, names) => {
  expect(buildArgumentsOf([{ CreatedBy }, { CreatedBy: null }])).toEqual(names);
});
