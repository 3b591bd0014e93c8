/** What the bench holds Drydock against: packages of others, each in one version. */
import * as z from 'zod';

const Version = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/, 'an exact version');

const PeerSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: Version,
  /** In words. */
  what: z.string().min(1),
  /** Packages of the npm registry. */
  npm: z.record(z.string(), Version).refine((packages) => Object.keys(packages).length > 0, 'a package'),
  /** Programs that its installation calls, and the package of Debian that has each. */
  needs: z.array(z.strictObject({ program: z.string().min(1), debian: z.string().min(1) })),
});
export type Peer = z.output<typeof PeerSchema>;

const PeersSchema = z
  .array(PeerSchema)
  .refine((peers) => new Set(peers.map(({ name }) => name)).size === peers.length, 'a name twice');

/** Throws where the text is no list of peers. */
export function parsePeers(text: string): readonly Peer[] {
  return PeersSchema.parse(JSON.parse(text));
}

/** Why a peer that needs programs cannot be installed without them; undefined where all are there. */
export function whyNotInstallable(
  { needs }: Peer,
  isThere: (program: string) => boolean,
): string | undefined {
  const missing = needs.filter(({ program }) => !isThere(program));
  if (missing.length === 0) return undefined;
  const programs = missing.map(({ program }) => program).join(', ');
  const packages = missing.map(({ debian }) => debian).join(' ');
  return `there is no ${programs} to compile it (Debian: apt-get install ${packages})`;
}
