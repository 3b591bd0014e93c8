import { describe, expect, it } from 'vitest';
import { readStatement } from '../../../../src/lab/statements/statement.ts';

const statement = (predicateType: string, predicate: unknown, type = 'https://in-toto.io/Statement/v0.1') =>
  JSON.stringify({
    _type: type,
    predicateType,
    subject: [{ name: 'pkg:docker/app@latest', digest: { sha256: 'abc' } }],
    predicate,
  });
const spdx = {
  spdxVersion: 'SPDX-2.3',
  packages: [
    {
      name: 'apt',
      versionInfo: '3.0.3',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'GPL-2.0-or-later',
      sourceInfo: 'read in /var/lib/dpkg/status',
      externalRefs: [
        { referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:apt' },
        { referenceType: 'purl', referenceLocator: 'pkg:deb/debian/apt@3.0.3' },
      ],
    },
    { name: 'bare' },
  ],
};
/** Words that are in no list of SPDX's. */
const inWords = { ...spdx, packages: [{ name: 'bare', licenseComments: 'GPL-2+' }] };
const apt = {
  name: 'apt',
  version: '3.0.3',
  licence: 'GPL-2.0-or-later',
  from: '/var/lib/dpkg/status',
  purl: 'pkg:deb/debian/apt@3.0.3',
};
const bare = { name: 'bare', version: '', licence: '', from: '', purl: '' };

describe('case 281: a document about an image', () => {
  it('is SPDX, with a statement around it or without', () => {
    const said = { kind: 'packages', format: 'SPDX 2.3', packages: [apt, bare] };
    expect(readStatement(statement('https://spdx.dev/Document', spdx))).toEqual({
      subject: 'sha256:abc',
      said,
    });
    expect(readStatement(JSON.stringify(spdx))).toEqual({ subject: undefined, said });
    expect(readStatement(JSON.stringify(inWords))).toMatchObject({
      said: { packages: [{ ...bare, licence: 'GPL-2+' }] },
    });
  });

  it('is CycloneDX, with licences by id, by name and as an expression', () => {
    const components = [
      {
        group: '@scope',
        name: 'pad',
        version: '1.3.0',
        purl: 'pkg:npm/%40scope/pad@1.3.0',
        licenses: [{ license: { id: 'MIT' } }, { license: { name: 'ours' } }],
        evidence: { occurrences: [{ location: '/srv/pad/package.json' }] },
      },
      { name: 'bare', licenses: [{ expression: 'MIT OR Apache-2.0' }] },
    ];
    const read = readStatement(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
    expect(read).toMatchObject({
      said: {
        format: 'CycloneDX 1.6',
        packages: [
          { name: '@scope/pad', version: '1.3.0', licence: 'MIT, ours', from: '/srv/pad/package.json' },
          { ...bare, licence: 'MIT OR Apache-2.0' },
        ],
      },
    });
  });

  it('is in the envelope in which signed ones come', () => {
    const payload = btoa(statement('https://spdx.dev/Document', spdx, 'https://in-toto.io/Statement/v1'));
    const envelope = { payloadType: 'application/vnd.in-toto+json', payload, signatures: [{ sig: 'x' }] };
    expect(readStatement(JSON.stringify(envelope))).toMatchObject({ subject: 'sha256:abc' });
    expect(readStatement(JSON.stringify({ ...envelope, payload: '%' }))).toEqual({
      fault: 'The payload of its envelope is no base64.',
    });
  });

  it('is a provenance in the words of SLSA 0.2 or of 1', () => {
    const materials = [{ uri: 'pkg:docker/debian@trixie-slim', digest: { sha256: 'd1' } }];
    const request = { args: { 'build-arg:TOKEN': 'hunter2' }, secrets: [{ id: 'key' }] };
    const old = {
      builder: { id: '' },
      materials,
      invocation: { parameters: request },
      buildConfig: { llbDefinition: [{}, {}] },
      metadata: { buildStartedOn: '2026-01-01T00:00:00Z' },
    };
    const provenance = {
      builder: '',
      materials: [{ uri: 'pkg:docker/debian@trixie-slim', digest: 'sha256:d1' }],
      parameters: [['build-arg:TOKEN', 'hunter2']],
      secrets: ['key'],
      steps: 2,
      startedOn: '2026-01-01T00:00:00Z',
      finishedOn: '',
    };
    expect(readStatement(statement('https://slsa.dev/provenance/v0.2', old))).toMatchObject({
      said: { kind: 'provenance', format: 'SLSA provenance v0.2', provenance },
    });
    const one = {
      buildDefinition: {
        externalParameters: { request },
        internalParameters: { buildConfig: { llbDefinition: [{}, {}] } },
        resolvedDependencies: materials,
      },
      runDetails: { builder: { id: 'https://ci.example' }, metadata: { startedOn: '2026-01-01T00:00:00Z' } },
    };
    expect(readStatement(statement('https://slsa.dev/provenance/v1', one))).toMatchObject({
      said: { provenance: { ...provenance, builder: 'https://ci.example' } },
    });
  });

  it.each([
    ['no JSON', '{', 'It is no JSON.'],
    ['an empty document', '{}', /neither SPDX 2/],
    ['a list', '[]', /neither SPDX 2/],
    [
      'SPDX 3, which has another form',
      '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}',
      /neither/,
    ],
    ['a package without a name', JSON.stringify({ ...spdx, packages: [{ versionInfo: '1' }] }), /neither/],
    [
      'a provenance of no form',
      statement('https://slsa.dev/provenance/v1', { builder: 7 }),
      /no form that is known/,
    ],
    ['another predicate', statement('https://example.org/other', {}), /neither/],
  ])('is not %s', (_, text, fault) => {
    expect(readStatement(text)).toEqual({ fault: expect.stringMatching(fault) });
  });

  it('is not one that would hold up a page', () => {
    expect(readStatement(' '.repeat(32_000_001))).toEqual({ fault: 'It is larger than 32 MB.' });
  });

  it('may name whatever it likes', () => {
    const text = '{"spdxVersion": "SPDX-2.3", "packages": [{"name": "__proto__", "versionInfo": "<b>"}]}';
    expect(readStatement(text)).toMatchObject({
      said: { packages: [{ name: '__proto__', version: '<b>' }] },
    });
  });
});

it('says of a list that is too long, or wrong throughout, what it is, and soon', () => {
  const long = { ...spdx, packages: Array(50_001).fill({ name: 'apt' }) };
  expect(readStatement(JSON.stringify(long))).toEqual({ fault: 'It lists more than 50,000 packages.' });
  const wrong = { ...spdx, packages: Array(50_000).fill(0) };
  expect(readStatement(JSON.stringify(wrong))).toMatchObject({
    fault: expect.stringContaining('neither SPDX'),
  });
  const references = Array(2_000).fill({ referenceType: 0 });
  expect(
    readStatement(JSON.stringify({ ...spdx, packages: [{ name: 'apt', externalRefs: references }] })),
  ).toHaveProperty('fault');
});
