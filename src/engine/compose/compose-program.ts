/** How the Compose CLI of a workbench is called: which program, in which surroundings, behind which scripts. */
import { buffer } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { pack } from 'tar-stream';
import type { ComposeBench, ComposeOptions } from '../../lab/ports/compose.ts';
import type { CommandResult } from '../../lab/ports/engine.ts';
import { execMarker } from '../exec/exec-kill.ts';

export const maxReadBytes = 4_000_000;

/** The whole environment of Compose. */
const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
  'COMPOSE_DISABLE_ENV_FILE=1',
  'COMPOSE_EXPERIMENTAL_GIT_REMOTE=0',
  'COMPOSE_EXPERIMENTAL_OCI_REMOTE=0',
  'COMPOSE_MENU=0',
  'DOCKER_CLI_HINTS=false',
  'BUILDKIT_PROGRESS=plain',
  'BUILDX_NO_DEFAULT_ATTESTATIONS=1',
];

/**
 * The plugin is a program of its own. `docker compose` starts it too, after it has started every plugin to ask what each
 * is, which takes twice as long as most of what is asked of Compose here.
 */
const program = [
  'sh',
  '-c',
  `for dir in /usr/libexec /usr/lib /usr/local/libexec /usr/local/lib; do
  [ -x "$dir/docker/cli-plugins/docker-compose" ] && exec "$dir/docker/cli-plugins/docker-compose" "$@"
done
exec docker compose "$@"`,
  'docker-compose',
];

export interface ComposeCall extends ComposeOptions {
  /** The frozen file; where there is none, labels say what there is. */
  readonly file?: string;
  readonly argv: readonly string[];
  /** Stands before the program, which it runs. */
  readonly before?: readonly string[];
  /** Files that are put into place first, in the place of all that is there. */
  readonly freeze?: Freeze | undefined;
}

export interface Freeze {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Calls Compose with nothing of its surroundings but the mark by which a process is found again, and no input. */
export async function callCompose(workbench: ComposeBench, call: ComposeCall): Promise<CommandResult> {
  const { project, signal, onOutput, timeoutMs, file, argv, before = [], freeze } = call;
  const at = file === undefined ? [] : ['--project-directory', workbench.workspacePath, '-f', file];
  const compose = [...program, '--ansi', 'never', '--progress', 'plain', '-p', project, ...at, ...argv];
  const script = `${freeze ? `${freezeScript} || exit 125; shift; ` : ''}exec env -i "${execMarker}=$${execMarker}" "$@" </dev/null`;
  const folder = freeze ? [freeze.folder] : [];
  return workbench.run(['sh', '-c', script, 'sh', ...folder, ...environment, ...before, ...compose], {
    cwd: '/',
    maxBytes: maxReadBytes,
    ...(freeze && { input: await packFiles(freeze.files) }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal ? { signal } : {}),
    ...(onOutput ? { onOutput: (text: string) => onOutput(stripVTControlCharacters(text)) } : {}),
  });
}

/** Puts the archive of its standard input into the folder that is its first argument, in place of all that is there. */
export const freezeScript = '(umask 077 && rm -rf "$1" && mkdir -p "$1" && tar -xf - -C "$1")';

export async function packFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, Buffer.from(content));
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}
