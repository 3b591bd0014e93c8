import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type InspectedService, mountsOfService } from './inspected-service.ts';

/** A folder of somebody's code may hold whatever it likes: so much of it is looked at, the uppermost first. */
const mostFolders = 500;
const deepest = 5;

/**
 * Sockets that a service's binds lead to, by their paths on this machine; of what cannot be read here, as in the virtual
 * machine of a desktop's engine, those that are called `.sock`.
 */
export async function socketsOf(service: InspectedService): Promise<readonly string[]> {
  const sources = mountsOfService(service).flatMap(({ kind, source }) => (kind === 'bind' ? [source] : []));
  const found: string[] = [];
  for (const source of new Set(sources)) found.push(...(await socketsAt(source)));
  return [...new Set(found)];
}

async function socketsAt(source: string): Promise<readonly string[]> {
  try {
    // The Engine mounts what a link leads to. Links in a folder lead nowhere but within the container.
    const real = await realpath(source);
    const entry = await lstat(real);
    if (entry.isSocket()) return [real];
    return entry.isDirectory() ? await socketsBelow(real) : [];
  } catch {
    return source.endsWith('.sock') ? [source] : [];
  }
}

async function socketsBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  let looked = 0;
  let level = [folder];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (++looked > mostFolders) return found;
      for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
        if (entry.isSocket()) found.push(join(path, entry.name));
        else if (entry.isDirectory()) next.push(join(path, entry.name));
      }
    }
    level = next;
  }
  return found;
}
