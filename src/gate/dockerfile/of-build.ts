/** The Dockerfile of a build: where it is, what stands in it, what it is given. */

import { cleanPath } from '../../lab/general/clean-path.ts';
import { isJsonMap, type Json, type JsonMap } from '../json.ts';
import { listOf, servicesOf, textOf } from '../model.ts';
import { insideWorkspace, type WorkspaceEntries } from '../workspace-entries.ts';
import { type BuildNames, type UsedImage, usedImages } from './images.ts';

/** Where the Dockerfile of a build is, inside the workspace; undefined where it stands in the compose file. */
export function dockerfileOf(build: JsonMap, workspacePath: string): string | undefined {
  if (build.dockerfile_inline !== undefined) return undefined;
  const context = insideWorkspace(textOf(build.context), workspacePath);
  if (context === undefined) return undefined;
  const name = textOf(build.dockerfile) || 'Dockerfile';
  return insideWorkspace(
    name.startsWith('/') ? name : `${cleanPath(workspacePath)}/${context}/${name}`,
    workspacePath,
  );
}

/** What stands in it; undefined where there is no such file, or one that is no text in UTF-8. */
export function dockerfileText(
  build: JsonMap,
  entries: WorkspaceEntries,
  workspacePath: string,
): string | undefined {
  if (build.dockerfile_inline !== undefined) return textOf(build.dockerfile_inline);
  const entry = entries.get(dockerfileOf(build, workspacePath) ?? '');
  return entry?.kind === 'file' ? asText(entry.content) : undefined;
}

function asText(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** The names that its Dockerfile may use beside its own stages. */
export function namesOf({ args, additional_contexts: contexts }: JsonMap): BuildNames {
  const entries = (value: Json | undefined) =>
    isJsonMap(value)
      ? Object.entries(value).map(([name, each]) => [name, textOf(each)] as const)
      : listOf(value).map((entry) => {
          const [name = '', ...rest] = textOf(entry).split('=');
          return [name, rest.join('=')] as const;
        });
  return {
    args: Object.fromEntries(entries(args)),
    contexts: entries(contexts).map(([name]) => name),
  };
}

/** By service, the file that it is built from; those whose Dockerfile stands in the compose file are left out. */
export function dockerfilesOf(model: JsonMap, workspacePath: string): ReadonlyMap<string, string> {
  return new Map(
    servicesOf(model).flatMap(([service, { build }]) => {
      const file = isJsonMap(build) ? dockerfileOf(build, workspacePath) : undefined;
      return file === undefined ? [] : [[service, file] as const];
    }),
  );
}

export interface BuiltFrom extends UsedImage {
  readonly service: string;
  /** The Dockerfile that says so; undefined where it stands in the compose file. */
  readonly file: string | undefined;
}

/** Every image that a build of a normalised compose file is made from. */
export function builtFrom(
  model: JsonMap,
  entries: WorkspaceEntries,
  workspacePath: string,
): readonly BuiltFrom[] {
  return servicesOf(model).flatMap(([service, { build }]) => {
    if (!isJsonMap(build)) return [];
    const text = dockerfileText(build, entries, workspacePath) ?? '';
    const file = dockerfileOf(build, workspacePath);
    return usedImages(text, namesOf(build)).images.map((image) => ({ ...image, service, file }));
  });
}

/** With each Dockerfile as it was looked at, in the compose file itself, where no edit reaches it. */
export function withFrozenDockerfiles(
  model: JsonMap,
  entries: WorkspaceEntries,
  workspacePath: string,
): JsonMap {
  const services = servicesOf(model).map(([name, service]) => {
    const { build } = service;
    if (!isJsonMap(build) || build.dockerfile_inline !== undefined) return [name, service] as const;
    const { dockerfile: _, ...rest } = build;
    const text = dockerfileText(build, entries, workspacePath) ?? '';
    return [name, { ...service, build: { ...rest, dockerfile_inline: text } }] as const;
  });
  return { ...model, services: Object.fromEntries(services) };
}
