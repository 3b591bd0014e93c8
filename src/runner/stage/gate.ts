/**
 * Takes a workspace's compose file through the gate: read, refused or written anew, normalised by Compose, judged
 * against the lab's grants, frozen. See *The gate* in docs/architecture.md.
 */
import { sha256 } from '../../files/sha256.ts';
import { keysReadBy } from '../../gate/check-reads.ts';
import { type ComposeSource, readCompose } from '../../gate/compose-source.ts';
import { dockerfilesOf, withFrozenDockerfiles } from '../../gate/dockerfile/of-build.ts';
import { gateError } from '../../gate/gate-error.ts';
import { isJsonMap, type Json, type JsonMap } from '../../gate/json.ts';
import { judgeModel } from '../../gate/judge-model.ts';
import {
  frozenProfile,
  listenersOf,
  pathsOf,
  type UsedPath,
  usedPaths,
  withFrozenProfiles,
} from '../../gate/model-paths.ts';
import { readNormalForm, writeNormalForm } from '../../gate/normal-form.ts';
import { findEnvFiles, prepare } from '../../gate/prepare.ts';
import type { WorkspaceEntries, WorkspaceEntry } from '../../gate/workspace-entries.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Grant } from '../../lab/manifest/grant.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import type { Compose, ComposeOptions } from '../../lab/ports/compose.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { Workbench } from '../../lab/ports/seat.ts';
import { span } from '../trace.ts';
import { findEntry } from '../workspace/find-entry.ts';
import type { Dockerfiles } from './failed-build.ts';
import { FrozenFiles } from './frozen-files.ts';
import { judgeImages } from './gate-images.ts';
import { NormalForms } from './normal-forms.ts';

export interface GateParts {
  readonly compose: Compose;
  readonly engine: Pick<Engine, 'findImage'>;
  readonly workbench: Workbench;
  readonly manifest: Manifest;
  readonly project: string;
  /** The workspace as this process sees it. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** What may run, as it was read and judged. */
export interface GatedCompose {
  /** Where in the workbench the file is, once it is frozen. */
  readonly file: string;
  /** What is to be frozen, by name: the file, and what it reads. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly model: JsonMap;
  /** The grants that it could not have done without. */
  readonly used: readonly Grant[];
  /** What of the workspace is mounted or built from; each was there, or is a folder to be made. */
  readonly sources: readonly UsedPath[];
  /** By service, the file of the workspace that its Dockerfile was copied from. */
  readonly dockerfiles: Dockerfiles;
  /** Its seccomp profiles have a listener asked about system calls, so that a start waits for answers. */
  readonly asksListener: boolean;
  /** What was read: what is wrong with it can be told with its place. */
  readonly source: ComposeSource;
}

const normalised = new NormalForms();

/** In the order in which Compose looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/**
 * Rejects with `compose-refused` (all that is refused, with place, power and the grant that is missing), `bad-compose`,
 * `image-unavailable` or `timed-out`. Nothing that runs is touched.
 */
export async function passGate(parts: GateParts): Promise<GatedCompose> {
  const { compose, workbench, manifest, project, root, signal } = parts;
  const { workspacePath } = workbench;
  const options: ComposeOptions = { project, signal };
  const { source, problems: unreadable } = await readSource(root);
  if (unreadable.length > 0) throw gateError(unreadable, source);

  const frozen = new FrozenFiles((name) => compose.frozenPath(project, name));
  const envFiles = findEnvFiles(source.tree, workspacePath).flatMap(({ inside }) => (inside ? [inside] : []));
  const envEntries = await lookAt(root, envFiles);
  const prepared = prepare(source, {
    entries: envEntries,
    workspacePath,
    frozen: (inside) => frozen.keep('env', envEntries, inside),
  });
  const written = frozen.add('written.json', encode(JSON.stringify(prepared.tree)));
  const model = await normalised
    .of(workbench, frozen.files, (files) =>
      span('config', () => compose.normalise(workbench, options, written, files)),
    )
    .then(readNormalForm, (error: unknown) => {
      // What was taken out may be what is missing: that is said first.
      if (prepared.problems.length > 0) throw gateError(prepared.problems, source);
      throw placeInSource(error, source);
    });

  const files = await lookAt(root, pathsOf(model, workspacePath));
  const listeners = listenersOf(model, files, workspacePath);
  const entries = await lookAt(root, listeners, files);
  const { problems, used, allowed } = judgeModel({
    model,
    project,
    workspacePath,
    grants: manifest.grants,
    reads: keysReadBy(manifest),
    entries,
  });
  const images = await judgeImages(parts, { model, entries, file: source.file });
  const all = [...prepared.problems, ...problems, ...images.refused];
  if (all.length > 0) throw gateError(all, source);
  if (images.missing) throw images.missing;

  const profiled = withFrozenProfiles(allowed, workspacePath, (inside) =>
    frozen.keep('profile', entries, inside, (content) => frozenProfile(content, workspacePath)),
  );
  const final = withFrozenDockerfiles(profiled, entries, workspacePath);
  const bytes = encode(writeNormalForm(final));
  const file = frozen.add(`${sha256(bytes)}.json`, bytes);
  frozen.drop(written);
  await assertFixedPoint(parts, file, frozen.files, final);
  return {
    file,
    files: frozen.files,
    model: final,
    used,
    sources: usedPaths(final, workspacePath),
    dockerfiles: dockerfilesOf(model, workspacePath),
    asksListener: listeners.length > 0,
    source,
  };
}

async function readSource(root: string): Promise<ReturnType<typeof readCompose>> {
  for (const name of names) {
    const entry = await findEntry(root, name);
    if (entry.kind === 'file') return readCompose(new TextDecoder().decode(entry.content), name);
    if (entry.kind === 'absent') continue;
    const { source } = readCompose('', name);
    const message = `${name} is a ${entry.kind === 'too-big' ? 'file too large to be a compose file' : entry.kind === 'folder' ? 'folder' : 'link, a pipe or a device'}, and is not read.`;
    return { source, problems: [{ kind: 'malformed', path: [], message, fix: 'Make it a plain file.' }] };
  }
  const { source } = readCompose('', 'compose.yaml');
  return {
    source,
    problems: [
      {
        kind: 'malformed',
        path: [],
        message: 'compose.yaml is not there.',
        fix: 'Write it, or press Reset.',
      },
    ],
  };
}

/** All files of one look together; what is beyond is looked at, and not kept. */
const maxKeptBytes = 16 * 1024 * 1024;

async function lookAt(
  root: string,
  paths: Iterable<string>,
  before?: WorkspaceEntries,
): Promise<WorkspaceEntries> {
  const entries = new Map<string, WorkspaceEntry>(before);
  let kept = 0;
  for (const path of paths) {
    if (entries.has(path)) continue;
    const entry = await findEntry(root, path);
    const sizeBytes = entry.kind === 'file' ? entry.content.byteLength : 0;
    kept += sizeBytes;
    entries.set(path, kept > maxKeptBytes && entry.kind === 'file' ? { kind: 'too-big', sizeBytes } : entry);
  }
  return entries;
}

const encode = (text: string) => new TextEncoder().encode(text);

/** Compose speaks of the file that we wrote; the learner's has lines. */
export function placeInSource(error: unknown, source: ComposeSource): unknown {
  if (!(error instanceof DrydockError) || error.code !== 'bad-compose') return error;
  const { message, fix, place, output } = error;
  const key = place?.key === undefined ? undefined : keyIn(source, place.key);
  const at = key === undefined ? {} : source.locate(key.split('.').map(asStep));
  return new DrydockError('bad-compose', {
    message: message.replace(/^compose\.yaml/, source.file),
    ...(fix === undefined ? {} : { fix }),
    ...(output === undefined ? {} : { output }),
    place: { file: source.file, ...at, ...(key === undefined ? {} : { key }) },
    cause: error,
  });
}

const asStep = (step: string): string | number => (/^\d+$/.test(step) ? Number(step) : step);

/** A key of which only its name is known is that of the one service that has it; else it stays as it is. */
function keyIn({ tree }: ComposeSource, key: string): string {
  const services = isJsonMap(tree.services ?? null) ? Object.entries(tree.services ?? {}) : [];
  if (key.includes('.') || Object.hasOwn(tree, key)) return key;
  const having = services.filter(([, service]) => isJsonMap(service) && Object.hasOwn(service, key));
  return having.length === 1 ? `services.${having[0]?.[0]}.${key}` : key;
}

/** What Compose makes of the frozen file is the frozen file: nothing is left for it to read into it. */
async function assertFixedPoint(
  { compose, workbench, project, signal }: GateParts,
  file: string,
  files: ReadonlyMap<string, Uint8Array>,
  model: JsonMap,
): Promise<void> {
  const text = await normalised.of(workbench, files, (all) =>
    span('config', () => compose.normalise(workbench, { project, signal }, file, all)),
  );
  if (stable(readNormalForm(text)) === stable(model)) return;
  throw new DrydockError('gate-breached', {
    message: 'Compose reads the file that had been allowed otherwise than it was judged, so it was not run.',
    fix: 'This is a fault of Drydock’s, not yours. Please report it with your compose file.',
  });
}

function stable(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (!isJsonMap(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${stable(value[key] ?? null)}`)
    .join()}}`;
}
