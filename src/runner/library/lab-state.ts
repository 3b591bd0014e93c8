/** The files of a lab in one of its states, made of `start/`, shared folders, edits, overlays and values. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { ownValue } from '../../lab/general/own-value.ts';
import { applyEdits } from '../../lab/manifest/edit.ts';
import type { Scene, State } from '../../lab/manifest/manifest.ts';
import { fillVars, type Vars } from '../../lab/manifest/vars.ts';
import type { Lab } from './lab-library.ts';

export interface StateFile {
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** By path relative to the workspace, with `/`, sorted. */
export type StateFiles = ReadonlyMap<string, StateFile>;

/** Names that a state may have in a lab; `start` first. */
export function stateNames({ manifest }: Lab): readonly string[] {
  const { accepts, mistakes, scenes } = manifest.states;
  return ['start', 'solution', ...Object.keys(accepts), ...Object.keys(mistakes), ...Object.keys(scenes)];
}

/** Files of a state with a learner's values in them. Rejects with `bad-edit` or `not-found`. */
export async function readLabState(lab: Lab, name: string, vars: Vars): Promise<StateFiles> {
  return fill(await readTemplate(lab, name), vars);
}

/** Like `readLabState`, for a state that stands in no manifest. */
export async function readState(lab: Lab, state: State, vars: Vars): Promise<StateFiles> {
  return fill(await derive(lab, state), vars);
}

async function readTemplate(lab: Lab, name: string): Promise<StateFiles> {
  if (name === 'start') return readStart(lab);
  const { solution, accepts, mistakes, scenes } = lab.manifest.states;
  const state =
    name === 'solution'
      ? solution
      : (ownValue(accepts, name) ?? ownValue(mistakes, name) ?? ownValue(scenes, name));
  if (!state)
    throw new DrydockError('not-found', {
      message: `The lab ${lab.id} has no state “${name}”.`,
      fix: `Its states are ${stateNames(lab).join(', ')}.`,
    });
  return derive(lab, state);
}

async function derive(lab: Lab, state: State | Scene): Promise<StateFiles> {
  const before = new Map(await readTemplate(lab, state.from));
  if ('shared' in state)
    for (const [path, file] of await readShared(lab, state.shared)) before.set(path, file);
  const texts: Record<string, string> = {};
  for (const [path, { content }] of before) {
    const text = asText(content);
    if (text !== undefined) texts[path] = text;
  }
  const after = applyEdits(texts, state.edits);
  const files = new Map(before);
  for (const path of Object.keys(texts)) if (after[path] === undefined) files.delete(path);
  for (const [path, text] of Object.entries(after))
    if (text !== texts[path])
      files.set(path, {
        content: Buffer.from(text),
        executable: before.get(path)?.executable ?? text.startsWith('#!'),
      });
  if (state.overlay !== undefined)
    for (const [path, file] of await readFolder(join(lab.dir, 'states', state.overlay)))
      files.set(path, file);
  return sorted(files);
}

async function readStart(lab: Lab): Promise<StateFiles> {
  const files = new Map(await readShared(lab, lab.manifest.shared));
  for (const [path, file] of await readFolder(join(lab.dir, 'start'))) files.set(path, file);
  return sorted(files);
}

/** Folders of `labs/` that several labs have in common. */
async function readShared(lab: Lab, folders: Scene['shared']): Promise<StateFiles> {
  const files = new Map<string, StateFile>();
  for (const { from, to } of folders)
    for (const [path, file] of await readFolder(join(lab.root, from)))
      files.set(to === '' ? path : `${to}/${path}`, file);
  return files;
}

async function readFolder(dir: string): Promise<StateFiles> {
  const files = new Map<string, StateFile>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    files.set(relative(dir, path).replaceAll('\\', '/'), {
      content: await readFile(path),
      executable: (mode & 0o111) !== 0,
    });
  }
  return files;
}

function fill(files: StateFiles, vars: Vars): StateFiles {
  const filled = new Map<string, StateFile>();
  for (const [path, file] of files) {
    const text = asText(file.content);
    const changed = text?.includes('{{') ? fillVars(text, vars) : undefined;
    filled.set(path, changed === undefined ? file : { ...file, content: Buffer.from(changed) });
  }
  return filled;
}

/** The text of a file, or undefined where it is not UTF-8 or has a NUL byte. */
export function asText(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

const sorted = (files: ReadonlyMap<string, StateFile>): StateFiles =>
  new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
