import { cleanPath } from '../../lab/clean-path.ts';
import { isJsonMap, type JsonMap } from '../json.ts';
import { insideWorkspace, whyNoFile } from '../looks.ts';
import { textOf } from '../model.ts';
import type { Finding, ValueRule } from './value-rule.ts';

/** Where the Dockerfile of a build is, inside the workspace. */
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

const frontend = (text: string) =>
  /^\s*#\s*syntax\s*=\s*(\S+)/i.exec(text.split('\n').find((line) => line.trim() !== '') ?? '')?.[1];
const frontendFinding = (name: string): Finding => ({
  refuse: `its first line has ${name} read it, an image that would run in the builder`,
  fix: 'Delete the line `# syntax=…`; the builder that is here reads Dockerfiles by itself.',
});

/** A build whose Dockerfile is in the workspace, read by the builder that is here. */
export const buildRule: ValueRule = (value, context, path) => {
  if (!isJsonMap(value)) return [];
  const inline = frontend(textOf(value.dockerfile_inline));
  if (inline !== undefined) return [frontendFinding(inline)];
  if (value.dockerfile_inline !== undefined) return [];
  const file = dockerfileOf(value, context.workspacePath);
  // Where the context leads out, that is said of the context.
  if (insideWorkspace(textOf(value.context), context.workspacePath) === undefined) return [];
  if (file === undefined)
    return [
      {
        refuse: `its Dockerfile “${textOf(value.dockerfile)}” lies outside of the workspace`,
        fix: 'Name a file of the workspace.',
      },
    ];
  const look = context.looks.get(file);
  if (look?.kind === 'file') {
    const name = frontend(new TextDecoder().decode(look.content));
    return name === undefined
      ? []
      : [{ ...frontendFinding(name), elsewhere: { file, line: 1, column: 1 } } as Finding];
  }
  // A Dockerfile that is not there is Compose's to tell of, with what it looked for.
  if (look === undefined || look.kind === 'absent') return [];
  return [
    {
      refuse: whyNoFile(file, look) ?? '',
      fix: `Make it a plain file, ${String(path[1])} is built from it.`,
    },
  ];
};
