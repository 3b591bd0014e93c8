/**
 * Takes generated compose files through the gate and starts what it lets through; then holds what the gate thought
 * would run against what the engine and the kernel say runs.
 */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { findDockerdPid } from '../../../src/seats/embedded/dockerd-process.ts';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome } from '../../../src/seats/home.ts';
import { type Gated, openGated, signal, tellOf } from './gated.ts';
import { filesBeside } from './generated.ts';
import { asDeclared, powersOf, rootOf } from './runs-as.ts';

export interface Tally {
  readonly files: number;
  /** The gate let them through. */
  readonly passed: number;
  /** Something of them ran, and was looked at. */
  readonly started: number;
  /** What ran otherwise than it should, with the file. */
  readonly wrong: readonly string[];
}

/** Several at once, each in a workspace and a project of its own: most of it is waiting for the engine. */
export async function runDifferential(
  texts: readonly string[],
  onProgress: (tally: Tally) => void = () => undefined,
  lanes = 4,
): Promise<Tally> {
  const enginePid = await findDockerdPid(engineFiles(findHome(process.env).engineHome));
  if (enginePid === undefined) throw new Error('the engine is not there');
  const left = texts.values();
  let tally: Tally = { files: 0, passed: 0, started: 0, wrong: [] };
  const work = async (lane: number) => {
    await using gated = await openGated(`lane${lane}`);
    for (const text of left) {
      const { isPassed, isStarted, wrong } = await tryOne(gated, text, enginePid);
      tally = {
        files: tally.files + 1,
        passed: tally.passed + Number(isPassed),
        started: tally.started + Number(isStarted),
        wrong: [...tally.wrong, ...wrong.map((what) => `${what}: ${text.replaceAll(/\s+/g, ' ')}`)],
      };
      onProgress(tally);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
  return tally;
}

interface Tried {
  readonly isPassed: boolean;
  readonly isStarted: boolean;
  readonly wrong: readonly string[];
}

/** A machine that is busy starts slower; what does not come up at all is looked at as it is. */
const waitSeconds = 20;
/** What the gate, or Compose behind it, may say of a file. */
const answers =
  /^(compose-refused|bad-compose|image-unavailable|build-failed|service-exited|timed-out|port-taken|engine-failed)$/;

async function tryOne(gated: Gated, text: string, enginePid: number): Promise<Tried> {
  gated.write({ ...filesBeside, 'compose.yaml': text });
  symlinkSync('/', join(gated.dir, 'link'));
  const stage = await gated.stage([], {}, makeCompose({ waitSeconds }));
  const told = await tellOf(stage);
  const model = stage.passed?.model;
  if (told.code !== 'passed' || model === undefined)
    return {
      isPassed: false,
      isStarted: false,
      wrong: answers.test(told.code) ? [] : [`the gate said ${told.code}: ${told.messages.join()}`],
    };
  const wrong: string[] = [...builtWith(model)];
  const failed = await stage.up(signal()).then(
    () => undefined,
    (error: unknown) => error,
  );
  const code = failed instanceof Error && 'code' in failed ? String(failed.code) : String(failed);
  if (failed !== undefined && !answers.test(code))
    wrong.push(`started, it ended with ${code}: ${String(failed)}`);
  const inspected = await gated.seat.engine.inspectRaw({ 'com.docker.compose.project': gated.project });
  const place = { project: gated.project, workspace: rootOf(gated.dir), enginePid };
  wrong.push(...powersOf(inspected, place).map((what) => `nobody granted ${what}`));
  wrong.push(...differences(model, asDeclared(inspected), failed === undefined));
  await stage.down({ volumes: true });
  return { isPassed: true, isStarted: inspected.length > 0, wrong };
}

type Data = Readonly<Record<string, unknown>>;
const map = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const bare = (capability: unknown) => text(capability).toUpperCase().replace(/^CAP_/, '');

/** What no build may ask for, by the marks that the generated Dockerfiles bear. */
const marks = /evil\/frontend|127\.0\.0\.1:1\/|dev\.drydock\.|--network=host|registry\.invalid/;

/** What a build of the frozen file asks of its builder that it may not have. */
const builtWith = (model: unknown): readonly string[] =>
  Object.entries(map(map(model).services)).flatMap(([name, service]) => {
    const { build } = map(service);
    if (build === undefined) return [];
    const { dockerfile, dockerfile_inline: inline, args } = map(build);
    return [
      ...(dockerfile === undefined ? [] : [`${name} is built from a file that may be edited`]),
      ...(marks.test(text(inline)) ? [`${name} is built with ${marks.exec(text(inline))?.[0]}`] : []),
      ...(map(args).BUILDKIT_SYNTAX === undefined ? [] : [`${name} is built by another frontend`]),
    ];
  });

/** Where the frozen file says one thing and the engine another. `isUp`: all that the file names should be there. */
function differences(
  model: unknown,
  running: ReturnType<typeof asDeclared>,
  isUp: boolean,
): readonly string[] {
  const services = map(map(model).services);
  const wrong: string[] = [];
  for (const container of running) {
    const { service } = container;
    const wanted = map(Object.hasOwn(services, service) ? services[service] : undefined);
    const say = (what: string, one: unknown, other: unknown) => {
      const [expected, seen] = [JSON.stringify(one), JSON.stringify(other)];
      if (expected !== seen)
        wrong.push(`${service}: ${what} is ${seen}, and the gate let ${expected} through`);
    };
    say('the service', true, Object.hasOwn(services, service));
    if (wanted.build === undefined) say('the image', text(wanted.image), container.image);
    if (wanted.user !== undefined) say('the user', text(wanted.user), container.user);
    say('read_only', wanted.read_only === true, container.readOnly);
    say('cap_add', list(wanted.cap_add).map(bare).toSorted(), container.capAdd.map(bare).toSorted());
    say('cap_drop', list(wanted.cap_drop).map(bare).toSorted(), container.capDrop.map(bare).toSorted());
    say('what is mounted', bindsOf(map(model), wanted), container.binds);
    say(
      'ports',
      [
        ...new Set(
          list(wanted.ports)
            .map(map)
            .map(({ host_ip, target, protocol }) => `${text(host_ip)} ${text(target)}/${text(protocol)}`),
        ),
      ].toSorted(),
      container.ports,
    );
  }
  if (!isUp) return wrong;
  const seen = new Set(running.map(({ service }) => service));
  for (const [name, service] of Object.entries(services))
    if (list(map(service).profiles).length === 0 && !seen.has(name)) wrong.push(`${name} does not run`);
  return wrong;
}

/** `source:target:rw` of binds, and of secrets and configs that are files. */
function bindsOf(model: Data, service: Data): readonly string[] {
  const binds = list(service.volumes)
    .map(map)
    .filter(({ type }) => type === 'bind')
    .map(
      ({ source, target, read_only }) =>
        `${text(source)}:${text(target)}:${read_only === true ? 'ro' : 'rw'}`,
    );
  const files = (['secrets', 'configs'] as const).flatMap((group) =>
    list(service[group]).flatMap((use) => {
      const { source, target } = map(use);
      const file = map(map(model[group])[text(source)]).file;
      if (file === undefined) return [];
      const at = text(target) || text(source);
      const beginsAt = group === 'secrets' ? `/run/secrets/${at}` : `/${at}`;
      return [`${text(file)}:${at.startsWith('/') ? at : beginsAt}:ro`];
    }),
  );
  return [...binds, ...files].toSorted();
}
