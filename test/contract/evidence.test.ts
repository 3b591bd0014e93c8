/** Debian's cosign, without a network, says of our evidence what we say of it. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/engine/images/catalogue.ts';
import { makeImageEngine } from '../../src/engine/images/image-engine.ts';
import { prepareImages } from '../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../src/engine/images/prepare-request.ts';
import { seal } from '../../src/evidence/envelope.ts';
import { makeStatement } from '../../src/evidence/make-statement.ts';
import { notGradedType, testResultType } from '../../src/evidence/types.ts';
import { canonicalJson } from '../../src/lab/general/canonical-json.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { drawSigner, makeFacts, notGraded, recording } from '../fixtures/evidence.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { type RunningContainer, startContainer } from './images/running-container.ts';
import { makeOuter, whyNoEmbedded } from './machine.ts';

const skip = await whyNoEmbedded();
const image = 'drydock/registry:1';
const imagesFolder = fileURLToPath(new URL('../../labs/images', import.meta.url));

const signer = drawSigner();
const facts = makeFacts();
const { dsse } = seal(makeStatement(facts, recording()), signer);
const { payload, ...rest } = JSON.parse(dsse);
const better = Buffer.from(payload, 'base64').toString().replace('"local"', '"server"');
const files: Readonly<Record<string, string>> = {
  'evidence.json': dsse,
  'not-graded.json': seal(makeStatement(notGraded, recording()), signer).dsse,
  'changed.json': JSON.stringify({ ...rest, payload: Buffer.from(better).toString('base64') }),
  'key.pem': signer.publicPem,
  'other.pem': drawSigner().publicPem,
  'submission.json': facts.submission.list,
  'observation.json': canonicalJson(facts.observation),
  'other.json': '{}',
};

describe.skipIf(skip !== undefined)(`case 330: cosign${skip ? ` (${skip})` : ''}`, () => {
  const home = makeTemporaryFolder();
  let provider: SeatProvider;
  let container: RunningContainer;
  beforeAll(async () => {
    provider = await makeOuter(home.path, 'evidence');
    const outer = await provider.connect();
    const catalogue = await loadCatalogue(imagesFolder);
    requirePrepared(
      await prepareImages({
        ...makeImageEngine(outer, { owned: true, catalogue }),
        catalogue,
        images: ['registry'],
      }),
    );
    container = await startContainer(outer, image, { argv: ['sleep', '600'] });
    for (const [name, text] of Object.entries(files)) {
      const written = await container.run(['sh', '-c', 'cat > "$0"', `/tmp/${name}`], { input: text });
      expect(written, written.stderr).toMatchObject({ exitCode: 0 });
    }
  }, 900_000);
  afterAll(async () => {
    await container?.[Symbol.asyncDispose]();
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  const cosign = async (evidence: string, type: string, subject: string, key = 'key.pem') => {
    const argv = ['cosign', 'verify-blob-attestation', '--key', key, '--signature', evidence];
    const { exitCode, stdout, stderr } = await container.run(
      [...argv, '--insecure-ignore-tlog=true', '--type', type, subject],
      { cwd: '/tmp', env: { HOME: '/tmp' }, timeoutMs: 60_000 },
    );
    return { exitCode, told: stdout + stderr };
  };

  it('has no network', async () => {
    expect((await container.sh('cat /proc/net/route')).trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['evidence.json', testResultType, 'submission.json'],
    ['evidence.json', testResultType, 'observation.json'],
    ['not-graded.json', notGradedType, 'submission.json'],
  ])('verifies %s as %s of %s', async (evidence, type, subject) => {
    expect(await cosign(evidence, type, subject)).toMatchObject({
      exitCode: 0,
      told: expect.stringContaining('Verified OK'),
    });
  });

  it.each([
    ['evidence.json', testResultType, 'other.json', 'key.pem', 'no matching subject digest found'],
    ['changed.json', testResultType, 'submission.json', 'key.pem', 'signature'],
    ['evidence.json', testResultType, 'submission.json', 'other.pem', 'signature'],
    ['evidence.json', 'slsaprovenance', 'submission.json', 'key.pem', 'predicate'],
    ['not-graded.json', testResultType, 'submission.json', 'key.pem', 'predicate'],
  ])('refuses %s as %s of %s by %s', async (evidence, type, subject, key, told) => {
    const refused = await cosign(evidence, type, subject, key);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.told).toContain(told);
    expect(refused.told).not.toContain('Verified OK');
  });
});
