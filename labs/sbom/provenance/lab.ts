import { ask, defineLab, edit, env, image, program, service, vary } from '../../../src/lab/authoring.ts';
import { imageSignsAlone, readsProvenance, signsWithTheKey } from './reads-statements.ts';

const app = service('app');
const compose = edit('compose.yaml');
const dockerfile = edit('Dockerfile');

const signed = program(app, ['bash', '-c', signsWithTheKey, 'bash', '{{token}}', '{{nonce}}'], {
  in: 'workbench',
});
const alone = program(app, ['bash', '-c', imageSignsAlone, 'bash', '{{token}}', '{{nonce}}'], {
  in: 'workbench',
  withinMs: 30_000,
});
const provenance = program(app, ['bash', '-c', readsProvenance, 'bash', '{{token}}'], {
  in: 'workbench',
  withinMs: 30_000,
});

const build = 'services.app.build';
const argument = 'ARG TOKEN\n';
const leaky = `RUN echo "$TOKEN" > /srv/token && /srv/derive /srv/token > /srv/key\nRUN rm /srv/token`;
const decodes = (text: string) =>
  `RUN echo ${text} | base64 -d > /tmp/t && /srv/derive /tmp/t > /srv/key && rm /tmp/t`;
const withSecret = 'RUN --mount=type=secret,id=token /srv/derive /run/secrets/token > /srv/key';
const secret = [
  compose.unset(`${build}.args`),
  compose.set(`${build}.secrets`, ['token']),
  compose.set('secrets', { token: { file: './token.txt' } }),
];
/** The argument stays in a stage that is not the last. */
const inABuilder = dockerfile.write(`FROM debian:trixie-slim AS builder
ARG TOKEN
COPY --chmod=755 derive /srv/
RUN echo "$TOKEN" > /srv/token && /srv/derive /srv/token > /srv/key

FROM debian:trixie-slim
COPY --chmod=755 sign /srv/
COPY --from=builder /srv/key /srv/key
`);

export default defineLab({
  title: 'Where the build argument went',
  level: 'fix',
  minutes: 20,
  after: ['sbom/generate'],
  seat: 'nested',
  needs: { images: 'containerd', compose: '2.39' },
  images: ['debian:trixie-slim'],
  shared: [{ from: 'sbom/tools', to: '' }],
  opens: 'Dockerfile',
  takeaway: {
    file: 'Dockerfile',
    why: 'A build argument is public: it is in the history and in the provenance. A secret of the build is in neither.',
  },
  // BuildKit’s cache does not look at secrets. So that no step is another learner’s, a file of the step differs.
  vars: { token: vary.word(), tenant: vary.word() },
  guards: {
    works: signed
      .prints('{{nonce_reversed}}')
      .titled('app: signs with the key that the token makes')
      .why('An image without a secret is easily built without its work too.')
      .readMore('/sbom/#the-leaked-argument'),
  },
  tasks: {
    read: {
      title: 'Read where it came from',
      readMore: '/sbom/#provenance-line-by-line',
      questions: ['base', 'builder'],
      hints: [
        '`sh statements.sh app` prints the statements about the image, and jq(1) shows one member of them.',
        'Materials are what the build took in, by digest. The builder has a member of its own.',
        '`sh statements.sh app | jq .predicate.materials` and `sh statements.sh app | jq .predicate.builder`.',
      ],
    },
    mend: {
      title: 'Build without leaving it',
      readMore: '/sbom/#the-leaked-argument',
      checks: ['built-in', 'nowhere', 'encoded', 'not-in-env', 'provenance', 'max', 'arguments'],
      hints: [
        'Three places have it: the history, a layer below the one that deletes it, and the provenance.',
        'BuildKit mounts a secret for one step, `RUN --mount=type=secret`. Compose gives it by `secrets` below `build`.',
        'In the Dockerfile `RUN --mount=type=secret,id=token /srv/derive /run/secrets/token > /srv/key` in the place of `ARG` and both `RUN`. In `compose.yaml` `secrets: [token]` below `build` in the place of `args`, and at the top level `secrets: {token: {file: ./token.txt}}`.',
      ],
    },
  },
  checks: {
    'built-in': alone
      .prints('{{nonce_reversed}}')
      .titled('app: its image signs with that key by itself')
      .why('A key that is mounted is not built: whoever starts the image needs the token again, or its key.'),
    nowhere: app
      .image(image.nowhere('{{token}}'))
      .titled('app: your token is nowhere in its image')
      .points(3)
      .why('Whoever can pull the image can read all of its layers, its history and what is attested of it.'),
    encoded: provenance
      .number('encoded')
      .is(0)
      .titled('app: nor is it there in base64 or in hexadecimal digits')
      .why('One command makes the token of it again, and nobody needs a key for that.'),
    'not-in-env': app
      .container(env.without('{{token}}'))
      .why('Every process of the container inherits its environment, and `docker inspect` prints it.'),
    provenance: app
      .image(image.attested('slsa'))
      .titled('app: a provenance is attached to its image')
      .why('Without the statement nobody learns from what the image was built.'),
    max: provenance
      .matches(/^mode max$/)
      .titled('app: its provenance has the steps of the build')
      .why('With mode=min the arguments are left out, and with them what else would have leaked.'),
    arguments: provenance
      .number('arguments')
      .is(0)
      .titled('app: its provenance has no build argument')
      .why('Whatever is given as an argument is written down there, for whoever can pull the image.'),
  },
  questions: {
    base: ask.text(
      'Which SHA-256 has the base image, by the provenance? Write the 64 digits behind `sha256`.',
      provenance.quantity('base'),
      {
        because: 'The Dockerfile has a tag, which names another image tomorrow. The digest names this one.',
      },
    ),
    builder: ask.choice(
      'Whom does the provenance name as the builder?',
      provenance.quantity('builder'),
      ['nobody', 'somebody'],
      { because: 'A builder that is named is what whoever built wrote there. Here nobody wrote anything.' },
    ),
  },
  states: {
    solution: {
      edits: [...secret, dockerfile.replace(`${argument}`, ''), dockerfile.replace(leaky, withSecret)],
    },
    accepts: {
      'secret-in-a-builder': {
        edits: [
          ...secret,
          inABuilder,
          dockerfile.replace(argument, ''),
          dockerfile.replace(
            'RUN echo "$TOKEN" > /srv/token && /srv/derive /srv/token > /srv/key',
            withSecret,
          ),
        ],
      },
      // A file of the build's context, mounted for one step: it is copied into no layer.
      'bind-of-the-context': {
        edits: [
          compose.unset(`${build}.args`),
          dockerfile.replace(argument, ''),
          dockerfile.replace(
            leaky,
            'RUN --mount=type=bind,source=token.txt,target=/tmp/token /srv/derive /tmp/token > /srv/key',
          ),
        ],
      },
      // The time that BuildKit is told comes as an argument too.
      'time-of-the-build': {
        from: 'solution',
        edits: [compose.set(`${build}.args`, { SOURCE_DATE_EPOCH: '0' })],
      },
      // As a variable of one step.
      'as-a-variable': {
        edits: [
          ...secret,
          dockerfile.replace(argument, ''),
          dockerfile.replace(
            leaky,
            'RUN --mount=type=secret,id=token,env=TOKEN echo "$TOKEN" | /srv/derive /dev/stdin > /srv/key',
          ),
        ],
      },
      // By another name, at another place.
      'another-target': {
        edits: [
          compose.unset(`${build}.args`),
          compose.set(`${build}.secrets`, [{ source: 'token', target: 'key-of-build' }]),
          compose.set('secrets', { token: { file: './token.txt' } }),
          dockerfile.replace(argument, ''),
          dockerfile.replace(
            leaky,
            'RUN --mount=type=secret,id=key-of-build,target=/tmp/token /srv/derive /tmp/token > /srv/key',
          ),
        ],
      },
    },
    mistakes: {
      'deleted-in-the-same-step': {
        edits: [dockerfile.replace('/srv/key\nRUN rm', '/srv/key && rm')],
        fails: { nowhere: 'history', arguments: 'printed 1' },
      },
      // The text of the token is nowhere, and one command makes it of what is there. The name is like one of BuildKit's own.
      'argument-encoded': {
        edits: [
          compose.set(`${build}.args`, { BUILDKIT_TOKEN: 'RU5D' }),
          dockerfile.replace(argument, 'ARG BUILDKIT_TOKEN\n'),
          dockerfile.replace(leaky, decodes('"$BUILDKIT_TOKEN"')),
        ],
        run: ['sed -i "s/RU5D/$(base64 token.txt)/" compose.yaml', 'docker compose up --build --detach'],
        fails: { encoded: 'printed', arguments: 'printed 1' },
      },
      'step-encoded': {
        edits: [
          compose.unset(`${build}.args`),
          dockerfile.replace(argument, ''),
          dockerfile.replace(leaky, decodes('RU5D')),
        ],
        run: ['sed -i "s/RU5D/$(base64 token.txt)/" Dockerfile', 'docker compose up --build --detach'],
        fails: { encoded: 'printed' },
      },
      'argument-in-a-builder': {
        edits: [inABuilder],
        fails: { nowhere: 'a statement of https://slsa.dev/provenance', arguments: 'printed 1' },
      },
      'without-provenance': {
        edits: [inABuilder, compose.unset(`${build}.provenance`)],
        fails: { provenance: 'no statement about it', max: 'mode none', arguments: 'mode none' },
      },
      'provenance-min': {
        edits: [inABuilder, compose.set(`${build}.provenance`, 'mode=min')],
        fails: { max: 'mode min', arguments: 'mode min' },
      },
      'copied-and-removed': {
        edits: [
          compose.unset(`${build}.args`),
          dockerfile.replace(argument, ''),
          dockerfile.replace(
            'COPY --chmod=755 derive sign /srv/',
            'COPY --chmod=755 derive sign token.txt /srv/',
          ),
          dockerfile.replace(
            'echo "$TOKEN" > /srv/token && /srv/derive /srv/token',
            '/srv/derive /srv/token.txt',
          ),
          dockerfile.replace('RUN rm /srv/token', 'RUN rm /srv/token.txt'),
        ],
        fails: { nowhere: 'layer 2, /srv/token.txt' },
      },
      'in-the-environment': {
        from: 'solution',
        edits: [compose.set('services.app.environment', { TOKEN: '{{token}}' })],
        fails: { 'not-in-env': 'TOKEN' },
      },
      // Nothing is built: another service makes the key, at each start, and hands it over.
      'key-by-a-volume': {
        edits: [
          compose.unset(`${build}.args`),
          compose.set('services.app.volumes', ['key:/srv']),
          compose.set('services.app.depends_on', {
            builder: { condition: 'service_completed_successfully' },
          }),
          compose.set('services.builder', {
            build: '.',
            command: ['sh', '-c', '/srv/derive /run/secrets/token > /srv/key'],
            secrets: ['token'],
            volumes: ['key:/srv'],
          }),
          compose.set('volumes', { key: {} }),
          compose.set('secrets', { token: { file: './token.txt' } }),
          dockerfile.replace(argument, ''),
          dockerfile.replace(`${leaky}\n`, ''),
        ],
        fails: { 'built-in': 'has no /srv/key' },
      },
      'another-key': {
        from: 'solution',
        edits: [dockerfile.replace('/srv/derive /run/secrets/token', '/srv/derive /srv/sign')],
        fails: { works: 'another key' },
      },
    },
  },
});
