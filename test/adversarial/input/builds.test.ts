import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { isCurrent, originOf } from '../../../src/engine/images/image-labels.ts';
import { isJsonMap, type Json } from '../../../src/gate/json.ts';
import { testImage } from '../../contract/test-image.ts';
import { type Files, frozen, type Gated, openGated, signal, tell } from './gated.ts';

let gated: Gated;
beforeAll(async () => {
  gated = await openGated('builds');
}, 300_000);
afterAll(() => gated?.[Symbol.asyncDispose]());

const built = (...more: readonly string[]) =>
  `services:\n  web:\n    build:\n      context: .\n${more.map((line) => `      ${line}\n`).join('')}`;
const from = `FROM ${testImage}`;
/** A workspace with a build of this Dockerfile. */
const asFile = (dockerfile: string): Files => ({ 'compose.yaml': built(), Dockerfile: dockerfile });

const frontends: readonly (readonly [string, string])[] = [
  ['on the first line', `# syntax=evil/frontend\n${from}\n`],
  ['after another directive', `# escape=\\\n# syntax=evil/frontend\n${from}\n`],
  ['after one that newer builders know', `# check=skip=all\n# syntax=evil/frontend\n${from}\n`],
  ['after a shebang', `#!/usr/bin/env docker\n# syntax=evil/frontend\n${from}\n`],
  ['with slashes', `//syntax=evil/frontend\n${from}\n`],
  ['with slashes after a shebang', `#!x\n// syntax = evil/frontend\n${from}\n`],
  ['in JSON', `{"syntax": "evil/frontend"}\n`],
  ['in JSON after a shebang', `#!x\n{\n"syntax": "evil/frontend"}\n`],
  ['after a byte order mark', `\ufeff# syntax=evil/frontend\n${from}\n`],
  ['with CR LF', `# syntax=evil/frontend\r\n${from}\r\n`],
  ['with a carriage return in it', `# x\r# syntax=evil/frontend\n${from}\n`],
  ['in capitals, without spaces', `#SYNTAX=evil/frontend\n${from}\n`],
];

/** What a build may not ask for, a line each; `$` is a dollar sign. */
const refusedLines: readonly (readonly [number, string, string])[] = [
  [139, 'an address', 'ADD http://127.0.0.1:4321/ /x'],
  [139, 'an address of a public name', 'ADD https://example.com/x.tar /x'],
  [139, 'an address in quotes', 'ADD "http://127.0.0.1/" /x'],
  [139, 'an address with quotes within', 'ADD h"tt"p://127.0.0.1/ /x'],
  [139, 'an address with a backslash within', 'ADD h\\ttp://127.0.0.1/ /x'],
  [139, 'an address in JSON', 'ADD ["http://127.0.0.1/", "/x"]'],
  [139, 'an address in JSON with something behind it', 'ADD ["http://127.0.0.1/", "/x"] y'],
  [139, 'an address as the second source', 'ADD a http://127.0.0.1/ /x/'],
  [139, 'an address behind flags', 'ADD --chown=1:1 --checksum=sha256:00 http://127.0.0.1/ /x'],
  [139, 'an address on the next line', 'ADD \\\n  # a comment\n\n  http://127.0.0.1/ /x'],
  [139, 'an address from a variable', 'ARG WHERE=http://127.0.0.1/\nADD $WHERE /x'],
  [139, 'an address half from a variable', 'ARG P=p\nADD htt$P://127.0.0.1/ /x'],
  [139, 'a git repository', 'ADD git@127.0.0.1:x.git /x'],
  [139, 'a git repository by its address', 'ADD git://127.0.0.1/x.git /x'],
  [139, 'a git repository of GitHub', 'ADD github.com/moby/moby /x'],
  [139, 'an address when somebody builds on it', 'ONBUILD ADD http://127.0.0.1/ /x'],
  [139, 'small letters', 'add http://127.0.0.1/ /x'],
  [140, 'the network of the engine', 'RUN --network=host true'],
  [140, 'root’s powers', 'RUN --security=insecure true'],
  [140, 'the keys of an agent', 'RUN --mount=type=ssh true'],
  [140, 'the network of the engine, when somebody builds on it', 'ONBUILD RUN --network=host true'],
  [141, 'a line that some builders join', 'RUN echo \\\\\nADD http://127.0.0.1/ /x'],
  [
    141,
    'a here-document in a list with something behind it',
    'RUN ["true"] <<EOF\nADD http://127.0.0.1/ /x\nEOF',
  ],
  [141, 'a here-document in a quote that is not closed', 'RUN echo "x <<EOF\nADD http://127.0.0.1/ /x\nEOF'],
  [141, 'a here-document of an unclear name', 'RUN cat <<$X\nADD http://127.0.0.1/ /x\n$X'],
  [141, 'a here-document without an end', 'RUN cat <<EOF\nADD x /x'],
  [141, 'what comes after a here-document', 'RUN cat <<EOF\nEOF\nADD http://127.0.0.1/ /x'],
  [141, 'what only looks like a here-document', 'RUN cat <<<EOF\nADD http://127.0.0.1/ /x\nEOF'],
  [141, 'a name in other letters', 'ADD\u00a0http://127.0.0.1/ /x'],
  [141, 'an instruction that only Go folds', 'ONBU\u0130LD ADD http://127.0.0.1/ /x'],
  [141, 'a flag with a backslash', 'COPY --from\\=evil /x /x'],
  [144, 'an image whose name a variable decides', 'COPY --from=$X / /x'],
  [144, 'an image whose name a variable decides, in a mount', 'RUN --mount=from=$X,target=/x true'],
  [145, 'a label of ours', 'LABEL dev.drydock.role=workbench'],
  [145, 'a label of ours, the old way', 'LABEL dev.drydock.role workbench'],
  [145, 'a label of ours among others', 'LABEL a=b "dev.drydock".home="x" \\\n c=d'],
  [145, 'a label of Compose’s', "LABEL 'com.docker.compose.project'=victim"],
  [145, 'a label whose name a variable decides', 'ARG N=dev.drydock\nLABEL $N.role=workbench'],
  [145, 'a label when somebody builds on it', 'ONBUILD LABEL dev.drydock.role=workbench'],
];

/** What looks alike and is anybody's to write. */
const allowedFiles: readonly (readonly [string, string])[] = [
  ['a comment further down', `${from}\n# syntax=evil/frontend\n`],
  ['an escape character', `# escape=\`\n${from}\nLABEL a="C:\\x" \`\n  b=c\n`],
  ['files and folders', `${from}\nADD web /web\nADD ["web/page.txt", "/y"]\nADD ./web/$X /z\nCOPY $X /z\n`],
  [
    'stages',
    `${from} AS one\n${from} as Two\nCOPY --from=one /a /a\nCOPY --from=0 /a /b\nCOPY --from=two /a /c\n`,
  ],
  ['a mount of a stage', `${from} AS one\nFROM scratch\nRUN --mount=type=bind,from=one,target=/x true\n`],
  ['mounts', `${from}\nRUN --mount=type=cache,target=/x --mount=type=tmpfs,target=/y --network=none true\n`],
  [
    'a variable above FROM',
    `ARG N=${testImage.split(':')[0]}\nARG T\nFROM "\${N}":\${T:-${testImage.split(':')[1]}}\n`,
  ],
  [
    'here-documents',
    `${from}\nCOPY <<EOF /y\nADD http://127.0.0.1/ /x\nEOF\nCOPY <<-'END' /z\n\tRUN --network=host\n\tEND\nRUN [ 1 ] && cat <<< x\n`,
  ],
  ['labels', `${from}\nLABEL a=b org.opencontainers.image.title="A page" maintainer=me\nLABEL old way\n`],
  [
    'others',
    `${from}\nHEALTHCHECK --interval=5s CMD true\nONBUILD COPY . /src\nSHELL ["sh", "-c"]\nSTOPSIGNAL 9\n`,
  ],
];

/** Images that are nowhere, and that nothing may fetch. */
const unknownImages: readonly (readonly [string, string, number])[] = [
  ['FROM', 'FROM registry.invalid/x:1 AS one\n', 1],
  ['COPY --from', `${from}\nCOPY --from=registry.invalid/x:1 / /x\n`, 2],
  ['RUN --mount', `${from}\nRUN --mount=FROM=registry.invalid/x:1,target=/x true\n`, 2],
  ['ONBUILD', `${from}\nONBUILD COPY --from=registry.invalid/x:1 / /x\n`, 2],
  ['a stage that comes later', `${from}\nCOPY --from=later /x /x\n${from} AS later\n`, 2],
  ['a variable', 'ARG IMAGE=registry.invalid/x:1\nFROM $IMAGE\n', 2],
];

/** Each text is in a file and in the compose file, and of services a compose file may have 24. */
const mostTexts = 12;

/** What is said of each of these texts where it is a file, and where it stands in the compose file. */
async function judge(texts: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const said = new Map<string, readonly string[]>();
  for (let from = 0; from < texts.length; from += mostTexts) {
    const some = texts.slice(from, from + mostTexts);
    const { code, messages, places } = await tell(gated, together(some));
    for (const [index, text] of some.entries())
      said.set(
        text,
        [`file${index}`, `inline${index}`].map((service) =>
          messages.filter((_, at) => places[at]?.includes(` services.${service}.build`)).join(),
        ),
      );
    expect(code).toBe('compose-refused');
  }
  return said;
}

/** These texts in one compose file: most of the time goes into its reading by Compose. */
const together = (texts: readonly string[]): Files => ({
  'compose.yaml': JSON.stringify({
    services: Object.fromEntries(
      texts.flatMap((text, index) => [
        [`file${index}`, { build: { context: '.', dockerfile: `${index}.Dockerfile` } }],
        [`inline${index}`, { build: { context: '.', dockerfile_inline: text.replaceAll('$', '$$$$') } }],
      ]),
    ),
  }),
  ...Object.fromEntries(texts.map((text, index) => [`${index}.Dockerfile`, text])),
});

describe('a Dockerfile', () => {
  const withLine = (line: string) => `${from}\n${line}\n`;
  let said: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    said = await judge([
      ...frontends.map(([, text]) => text),
      ...refusedLines.map(([, , line]) => withLine(line)),
    ]);
  });

  test.each(frontends)('case 137: that has an image read it, %s, is refused', (_, text) => {
    const refusal = expect.stringMatching(/reads? it|carriage return/);
    expect(said.get(text)).toEqual([refusal, refusal]);
  });

  test('case 137: is told of with its file and line', async () => {
    const text = `# escape=\\\n# syntax=evil/frontend\n${from}\n`;
    expect((await tell(gated, asFile(text))).places).toEqual(['Dockerfile:2 services.web.build']);
  });

  test.each([
    'args: {BUILDKIT_SYNTAX: evil/frontend}',
    'args: [BUILDKIT_SYNTAX=evil/frontend]',
    `args: ["\${X:-BUILDKIT_SYNTAX=evil/frontend}"]`,
    'args: {buildkit_syntax: evil/frontend}',
  ])('case 138: read by an image that a build argument names, %s, is refused', async (line) => {
    const files = { 'compose.yaml': built(line), Dockerfile: `${from}\n` };
    const { code, messages } = await tell(gated, files);
    expect({ code, said: messages.join() }).toMatchObject({
      code: 'compose-refused',
      said: expect.stringContaining('read the Dockerfile'),
    });
  });

  test('case 138: as is one from the environment, which is not read', async () => {
    const files = { 'compose.yaml': built('args: [BUILDKIT_SYNTAX]'), Dockerfile: `${from}\n` };
    expect(await tell(gated, files)).toMatchObject({ code: expect.stringMatching(/refused|bad-compose/) });
  });

  test('case 138: other arguments are anybody’s', async () => {
    const files = {
      'compose.yaml': built(`args: {COLOUR: "blue $$x", BASE: "${testImage}"}`),
      Dockerfile: 'ARG BASE\nFROM $BASE\nARG COLOUR\n',
    };
    expect(await tell(gated, files)).toMatchObject({ code: 'passed' });
  });

  test.each(refusedLines)('case %i: that asks for %s is refused', (_, __, line) => {
    const refusal = expect.stringMatching(/./);
    expect(said.get(withLine(line))).toEqual([refusal, refusal]);
  });

  test(`case 141: with ${allowedFiles.map(([what]) => what).join('; ')} is let through`, async () => {
    const files = together(allowedFiles.map(([, text]) => text));
    expect(await tell(gated, { ...files, 'web/page.txt': 'x' })).toEqual({
      code: 'passed',
      messages: [],
      places: [],
    });
  });

  test.each(unknownImages)(
    'case 144: with an image that is not here in %s is told of with its line, and nothing is fetched',
    async (_, text, line) => {
      expect(await tell(gated, asFile(text))).toMatchObject({
        code: 'image-unavailable',
        places: [`Dockerfile:${line} services.web.build`],
      });
    },
  );

  test.each([
    ['it is not there', 'dockerfile: Other'],
    ['it is an address', 'dockerfile: https://127.0.0.1:1/Dockerfile'],
    ['it is standard input', 'dockerfile: "-"'],
  ])('case 146: is refused where %s', async (_, line) => {
    const files = { 'compose.yaml': built(line), Dockerfile: `${from}\n` };
    expect(await tell(gated, files)).toMatchObject({
      code: 'compose-refused',
      messages: [expect.stringContaining('Dockerfile cannot be used: there is no file')],
    });
  });

  test('case 146: is built as it was judged, whatever stands in the file by then', async () => {
    gated.write(asFile(`${from}\nARG X=judged\nLABEL which=$X\nCMD ["/serve.pl"]\n`));
    const stage = await gated.stage();
    const passed = await stage.passGate(signal());
    writeFileSync(
      join(gated.dir, 'Dockerfile'),
      `# syntax=evil/frontend\n${from}\nLABEL which=edited\nCMD ["/serve.pl"]\n`,
    );
    await makeCompose().up(
      stage.workbench,
      { engine: gated.seat.engine, project: gated.project, signal: signal() },
      passed.file,
      frozen(passed),
    );
    const image = await gated.seat.engine.findImage(`${gated.project}-web`, signal());
    await stage.down({ volumes: true });
    expect(image?.labels).toMatchObject({ which: 'judged' });
  });

  test('case 146: is not built in a folder that became a link since', async () => {
    const files = {
      'compose.yaml': built().replace('context: .', 'context: ./app'),
      'app/Dockerfile': `${from}\nCOPY . /all\n`,
    };
    gated.write(files);
    const stage = await gated.stage();
    const passed = await stage.passGate(signal());
    rmSync(join(gated.dir, 'app'), { recursive: true });
    symlinkSync('/etc', join(gated.dir, 'app'));
    await expect(
      makeCompose().up(
        stage.workbench,
        { engine: gated.seat.engine, project: gated.project, signal: signal() },
        passed.file,
        frozen(passed),
      ),
    ).rejects.toMatchObject({ code: 'compose-refused', message: expect.stringContaining('link') });
  });

  test.each(['one', 'two'])(
    'case 146: that fails to build (%s) is told of by the file in which it stands',
    async (failing) => {
      const files = (name: string) => ({
        [`${name}/${name}.Dockerfile`]: `${from}\n\nRUN ${name === failing ? 'exit 3' : 'true'}\n`,
      });
      const service = (name: string) =>
        `  ${name}:\n    build: {context: ./${name}, dockerfile: ${name}.Dockerfile}\n    command: [/serve.pl]\n`;
      gated.write({
        'compose.yaml': `services:\n${service('one')}${service('two')}`,
        ...files('one'),
        ...files('two'),
      });
      await expect((await gated.stage()).up(signal())).rejects.toMatchObject({
        code: 'build-failed',
        place: { file: `${failing}/${failing}.Dockerfile` },
      });
    },
  );

  test('case 146: that the builder cannot read is told of by its file and line', async () => {
    gated.write({
      'compose.yaml': built('dockerfile: deep/web.Dockerfile'),
      'deep/web.Dockerfile': `${from}\n\nCOPPY . /x\n`,
    });
    await expect((await gated.stage()).up(signal())).rejects.toMatchObject({
      code: 'build-failed',
      place: { file: 'deep/web.Dockerfile', line: 3 },
    });
  });

  test('case 146: that is as large as 24 compose files is refused, and none is read in part', async () => {
    const services = Array.from({ length: 24 }, (_, index) => `  s${index}:\n    build: .\n`).join('');
    const text = `${from}\nCOPY <<EOF /x\n${'x'.repeat(100)}\n`.padEnd(80_000, '# long\n').concat('\nEOF\n');
    const large = await tell(gated, { 'compose.yaml': built(), Dockerfile: text });
    expect(large.messages).toEqual([expect.stringContaining('more than the 65536 that are read')]);
    const most = `${from}\n${'# long enough\n'.repeat(4_600)}`;
    expect(await tell(gated, { 'compose.yaml': `services:\n${services}`, Dockerfile: most })).toMatchObject({
      code: 'passed',
    });
  });

  test('case 146: with rules of its own for what is left out is told where they belong', async () => {
    const files = { ...asFile(`${from}\n`), 'Dockerfile.dockerignore': 'x\n' };
    expect((await tell(gated, files)).messages).toEqual([expect.stringContaining('.dockerignore')]);
  });
});

describe('what a build is called', () => {
  const naming = (image: string): Files => ({
    'compose.yaml': `services:\n  web:\n    build: .\n    image: ${image}\n  other:\n    image: ${image}\n    command: [/serve.pl]\n`,
    Dockerfile: `${from}\nCMD ["/serve.pl"]\n`,
  });

  test.each(['drydock/seat:1', 'drydock/seat:2', 'docker.io/drydock/tools:1', 'drydock.invalid/alpine:3.22'])(
    'case 142: %s is refused, it is Drydock’s own',
    async (image) => {
      const { code, messages } = await tell(gated, naming(image));
      expect({ code, said: messages[0] }).toEqual({
        code: 'compose-refused',
        said: expect.stringContaining('would take the name'),
      });
    },
  );

  test.each(['upstream-of-later:9.99', 'registry.invalid/later:1', 'mine'])(
    'case 142: %s, which may be another lab’s some day, stays free: the image is the project’s',
    async (image) => {
      gated.write(naming(image));
      const stage = await gated.stage();
      const { model } = await stage.up(signal());
      expect(imagesIn(model)).toEqual({ web: undefined, other: `${gated.project}-web` });
      expect(await gated.seat.engine.findImage(image, signal())).toBeUndefined();
      const running = await gated.seat.engine.inspectContainers({
        'com.docker.compose.project': gated.project,
      });
      expect(running.map(({ service }) => service).toSorted()).toEqual(['other', 'web']);
      await stage.down({ volumes: true });
    },
  );

  test('case 143: an image of a project that says by its labels that a recipe made it is not believed', async () => {
    const recipe = { 'dev.drydock.image': 'alpine', 'dev.drydock.recipe': 'abc' };
    const wanted = { likeness: { kind: 'faithful', because: 'x' } } as const;
    const of = (labels: Readonly<Record<string, string>>) => isCurrent({ labels }, wanted, 'abc');
    expect(of(recipe)).toBe(true);
    expect(of({})).toBe(true);
    expect(of({ ...recipe, 'com.docker.compose.project': 'drydock-x' })).toBe(false);
    expect(of({ 'com.docker.compose.project': 'drydock-x' })).toBe(false);
    expect(originOf({ labels: recipe })).toBe('built');
  });

  test('case 143: nor is it run or built on under a name that another project gave it', async () => {
    const name = `dry-${process.pid}-stolen:1`;
    const { workbench } = await gated.stage();
    const script = `printf 'FROM ${testImage}\\n' | docker build -q -t ${name} --label com.docker.compose.project=victim -`;
    await workbench.run(['sh', '-c', script], { cwd: '/', timeoutMs: 60_000 });
    const run = await tell(gated, { 'compose.yaml': `services:\n  web:\n    image: ${name}\n` });
    const build = await tell(gated, asFile(`FROM ${name}\n`));
    await workbench.run(['docker', 'rmi', '-f', name], { cwd: '/' });
    expect([run, build].map(({ code, places }) => [code, ...places])).toEqual([
      ['compose-refused', 'compose.yaml:3 services.web.image'],
      ['compose-refused', 'Dockerfile:1 services.web.build'],
    ]);
    expect(run.messages[0]).toContain('another project built it');
  });

  test.each([
    ['labels of ours', 'LABEL dev.drydock.role=workbench', 'says whose a container is'],
    ['a trigger that fetches', 'ONBUILD ADD http://127.0.0.1:1/ /x', 'has builds on it run'],
    [
      'a trigger that takes an image',
      'ONBUILD COPY --from=registry.invalid/x / /x',
      'take files out of another image',
    ],
  ])('case 145: an image with %s is not built on', async (_, line, why) => {
    const name = `dry-${process.pid}-bearing:1`;
    const { workbench } = await gated.stage();
    const script = `printf 'FROM ${testImage}\\n${line}\\n' | docker build -q -t ${name} -`;
    await workbench.run(['sh', '-c', script], { cwd: '/', timeoutMs: 60_000 });
    const { code, messages } = await tell(gated, asFile(`FROM ${name}\n`));
    await workbench.run(['docker', 'rmi', '-f', name], { cwd: '/' });
    expect({ code, said: messages[0] }).toEqual({
      code: 'compose-refused',
      said: expect.stringContaining(why),
    });
  });
});

describe('statements about a build', () => {
  test.each(['sbom: "generator=evil/scanner"', 'provenance: "builder-id=x,generator=evil"'])(
    'case 138: %s is refused, where this Compose has them',
    async (line) => {
      const { code } = await tell(gated, { 'compose.yaml': built(line), Dockerfile: `${from}\n` });
      expect(code).toMatch(/compose-refused|bad-compose/);
    },
  );
});

function imagesIn(model: Json): Readonly<Record<string, Json | undefined>> {
  const services = isJsonMap(model) && isJsonMap(model.services) ? model.services : {};
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, isJsonMap(service) ? service.image : null]),
  );
}
