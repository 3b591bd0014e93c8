import { type NamespaceKind, namespaceKinds } from '../../lab/observation/observation.ts';

/** Reads the links of /proc/PID/ns, as `net:[4026531840]` parted by spaces: namespaces(7). The number is an inode's. */
export function parseNamespaceLinks(text: string): Partial<Record<NamespaceKind, number>> {
  const namespaces: Partial<Record<NamespaceKind, number>> = {};
  for (const link of text.split(' ')) {
    const [, name, inode] = /^(\w+):\[(\d{1,15})\]$/.exec(link) ?? [];
    const kind = namespaceKinds.find((each) => each === name);
    if (kind) namespaces[kind] = Number(inode);
  }
  return namespaces;
}
