/** What the gate has to know of the world, found out for it by whoever asks: files of the workspace, images. */

import { cleanPath } from '../lab/general/clean-path.ts';

/** What is at a path of the workspace, found without following any link. */
export type WorkspaceEntry =
  | { readonly kind: 'file'; readonly content: Uint8Array }
  | { readonly kind: 'folder' }
  | { readonly kind: 'absent' }
  /** It, or a folder on the way, is a symbolic link. */
  | { readonly kind: 'link' }
  /** A device, a socket, a pipe. */
  | { readonly kind: 'special' }
  | { readonly kind: 'too-big'; readonly sizeBytes: number };

export type WorkspaceEntries = ReadonlyMap<string, WorkspaceEntry>;

/** A file larger than this is no env file, profile, secret or Dockerfile. */
export const maxReadBytes = 1024 * 1024;

/** Why a path cannot be used, where it has to be a file; undefined where it can. */
export function whyNoFile(path: string, entry: WorkspaceEntry | undefined): string | undefined {
  switch (entry?.kind) {
    case 'file':
      return undefined;
    case 'folder':
      return `${path} is a folder`;
    case 'link':
      return `${path} is, or lies behind, a symbolic link, which may lead out of the workspace`;
    case 'special':
      return `${path} is a pipe, a socket or a device`;
    case 'too-big':
      return `${path} has ${entry.sizeBytes} bytes, which is more than the ${maxReadBytes} that are read`;
    default:
      return `there is no file ${path} in the workspace`;
  }
}

/**
 * The path inside the workspace that an absolute or relative path means, without `.`, `..` and empty steps; empty for
 * the workspace itself, undefined where it leads out.
 */
export function insideWorkspace(path: string, workspacePath: string): string | undefined {
  if (path.includes('\0')) return undefined;
  const absolute = path.startsWith('/') ? cleanPath(path) : cleanPath(`${workspacePath}/${path}`);
  const root = cleanPath(workspacePath);
  if (absolute === root) return '';
  return absolute.startsWith(`${root}/`) ? absolute.slice(root.length + 1) : undefined;
}
