import { ask, defineLab, edit, program, service, vary } from '../../../src/lab/authoring.ts';
import { changesAByte, isSigned, keepsBlobs, triesToStart } from './tries-to-start.ts';

const registry = service('registry');
const app = service('app');
const deploy = edit('deploy.yaml');

const inWorkbench = { in: 'workbench', withinMs: 60_000 } as const;
const tries = program(registry, ['perl', '-e', triesToStart, '{{nonce}}', '{{port}}'], inWorkbench);
const signed = program(registry, ['bash', '-c', isSigned, 'bash', '{{nonce}}'], inWorkbench);
const byte = program(registry, ['bash', '-c', changesAByte, 'bash', '{{nonce}}', '{{port}}'], inWorkbench);

const words = ['verify', '--key', '/cosign.pub', '--insecure-ignore-tlog', '--allow-insecure-registry'];
const verifier = (command: readonly string[], more: object = {}) =>
  deploy.set('services.verify', {
    image: 'drydock/registry:1',
    pull_policy: 'never',
    entrypoint: ['cosign'],
    command: [...command],
    volumes: ['./keys/cosign.pub:/cosign.pub:ro'],
    ...more,
  });
const waits = (condition: string) => deploy.set('services.app.depends_on', { verify: { condition } });
const gate = [verifier([...words, 'registry:5000/app:1']), waits('service_completed_successfully')];

const publish = 'sh publish.sh > digest';
const cosign = 'docker compose run --rm -T cosign';
const keys = `${cosign} generate-key-pair`;
const sign = `${cosign} sign --yes --key cosign.key --tlog-upload=false --allow-http-registry --allow-insecure-registry registry:5000/app@$(cat digest)`;
const up = 'docker compose -f deploy.yaml up --detach';
const run = [publish, keys, sign, up];

export default defineLab({
  title: 'Who checks what',
  level: 'open',
  minutes: 25,
  seat: 'nested',
  needs: { images: 'containerd' },
  images: ['drydock/registry:1', 'debian:trixie-slim'],
  opens: 'deploy.yaml',
  takeaway: {
    file: 'deploy.yaml',
    why: 'A service that waits for a verifier to end well is not started from what nobody signed.',
  },
  vars: { port: vary.number(20_000, 29_999) },
  guards: {
    keeps: program(registry, ['bash', '-c', keepsBlobs, 'bash', '{{nonce}}', '{{port}}'], { in: 'workbench' })
      .prints('{{nonce_sha256}}')
      .titled('registry: keeps what it is given')
      .why('Without a registry there is nothing to sign and nothing to verify.')
      .readMore('/sbom/#who-checks-what'),
  },
  tasks: {
    sign: {
      title: 'Publish, sign, deploy',
      readMore: '/sbom/#a-signature-is-of-a-digest',
      checks: ['runs', 'signed'],
      hints: [
        '`sh publish.sh` prints the digest of what it pushed. cosign is a service of `compose.yaml`, for `docker compose run`.',
        '`docker compose run --rm cosign generate-key-pair` makes the keys. cosign(1) signs a digest, since a tag may move.',
        '`docker compose run --rm cosign sign --key cosign.key --tlog-upload=false --allow-http-registry registry:5000/app@DIGEST`, then `docker compose -f deploy.yaml up --detach`.',
      ],
    },
    gate: {
      title: 'Let Compose ask first',
      readMore: '/sbom/#a-gate-of-composes-own',
      checks: ['works', 'unsigned', 'other-key', 'withdrawn'],
      hints: [
        'A second service of `deploy.yaml` verifies and ends. Compose can wait for its end.',
        'It runs `drydock/registry:1` with the entry point `cosign`, and needs `keys/cosign.pub` as a mount.',
        '`command: [verify, --key, /cosign.pub, --insecure-ignore-tlog, --allow-insecure-registry, "registry:5000/app:1"]`, and for `app` `depends_on: {verify: {condition: service_completed_successfully}}`.',
      ],
    },
    byte: {
      title: 'Change one byte',
      readMore: '/sbom/#who-checks-what',
      questions: ['who'],
      hints: [
        'A signature is of a manifest. The manifest has the digests of the layers.',
        'Who reads a layer can compare it with its digest. Who does not read it cannot.',
        'Check changes a byte in an image of its own. Or do it by hand, as the chapter does.',
      ],
    },
  },
  checks: {
    runs: program(app, ['greet', '{{nonce}}'])
      .prints('{{nonce_upper}}')
      .titled('app: runs and greets')
      .why('What is signed should also be what runs.'),
    signed: signed
      .prints('{{nonce_reversed}}')
      .titled('app: the image that it runs is signed with your key')
      .points(2)
      .why('The registry is asked for a signature of the digest that the container was made from.'),
    works: tries
      .matches(/^signed runs/)
      .titled('app: is started from the signed image')
      .why('A gate that lets nothing through is no gate.'),
    unsigned: tries
      .prints('unsigned out')
      .titled('app: is not started from an image under its tag that nobody signed')
      .points(2)
      .why('A tag can be moved by whoever may push. Check moves it, and puts it back.'),
    'other-key': tries
      .prints('other-key out')
      .titled('app: is not started from an image that another key signed')
      .points(2)
      .why('Anybody can make a key and sign. Whose signature it is decides.'),
    withdrawn: tries
      .prints('withdrawn out')
      .titled('app: is not started once the signature of its image is withdrawn')
      .points(2)
      .why(
        'A digest in the file pins an image, and asks nobody. Check takes the signature out of the registry, and puts it back.',
      ),
  },
  questions: {
    who: ask.choice(
      'A byte of a layer was changed in the registry, after the image was signed. Who refuses it?',
      byte.quantity('refused by'),
      ['cosign', 'the puller', 'both', 'neither'],
      {
        because:
          'cosign reads the manifest and not the layers. Whoever pulls compares each layer with its digest.',
      },
    ),
  },
  states: {
    solution: { edits: gate, run },
    accepts: {
      // A digest in both places: the tag may go where it likes.
      'by-digest': {
        edits: gate,
        run: [publish, keys, sign, 'sed -i "s/app:1/app@$(cat digest)/" deploy.yaml', up],
      },
      // The password of the key, and a verifier that says more.
      'with-annotations': {
        edits: [
          verifier([...words, '--annotations', 'release=stable', 'registry:5000/app:1']),
          waits('service_completed_successfully'),
        ],
        run: [publish, keys, sign.replace('sign --yes', 'sign --yes --annotations release=stable'), up],
      },
    },
    mistakes: {
      'no-gate': {
        edits: [],
        run,
        fails: {
          unsigned: 'unsigned runs',
          'other-key': 'other-key runs',
          withdrawn: 'withdrawn runs',
        },
      },
      // The image that was signed, by its digest, and nobody who asks whether it still is.
      'pinned-alone': {
        edits: [],
        run: [publish, keys, sign, 'sed -i "s/app:1/app@$(cat digest)/" deploy.yaml', up],
        fails: { withdrawn: 'withdrawn runs' },
      },
      // A variable of the compose file stands before one of the image.
      'word-hidden': {
        edits: [deploy.set('services.app.environment', { DRAWN: 'x' })],
        run,
        fails: {
          unsigned: 'unsigned runs',
          'other-key': 'other-key runs',
          withdrawn: 'withdrawn runs',
        },
      },
      'started-beside': {
        edits: [verifier([...words, 'registry:5000/app:1']), waits('service_started')],
        run: [...run, 'docker compose -f deploy.yaml wait verify || true'],
        fails: {
          unsigned: 'unsigned runs',
          'other-key': 'other-key runs',
          withdrawn: 'withdrawn runs',
        },
      },
      'any-signature': {
        edits: [
          verifier([
            'download',
            'signature',
            '--allow-http-registry',
            '--allow-insecure-registry',
            'registry:5000/app:1',
          ]),
          waits('service_completed_successfully'),
        ],
        run,
        fails: { 'other-key': 'other-key runs' },
      },
      // Verified is a digest, run is a tag.
      'another-name': {
        edits: gate,
        run: [
          publish,
          keys,
          sign,
          'sed -i "s/registry:5000.app:1/registry:5000\\/app@$(cat digest)/" deploy.yaml',
          up,
        ],
        fails: { unsigned: 'unsigned runs', 'other-key': 'other-key runs' },
      },
      unsigned: {
        edits: gate,
        run: [publish, keys, `${up} || true`],
        fails: {
          runs: 'app',
          signed: 'app does not run',
          works: 'signed out',
        },
      },
      'nothing-gets-in': {
        edits: gate,
        run: [...run, 'sed -i "s/app:1$/app:2/; s/- registry:5000.*/- registry:5000\\/app:2/" deploy.yaml'],
        fails: { works: 'signed out' },
      },
    },
  },
});
