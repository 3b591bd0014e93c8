/** One vulnerability as several lists have it: `recorded/base-images/cve-2023-45853.json`. Facts, in words of ours. */
import * as z from 'zod';

/** What one list says of one package. */
const EntrySchema = z.strictObject({
  /** Whose list, and for which release: `Debian 12`. */
  list: z.string().min(1),
  /** As that list names it, with the version that the release has: `zlib 1:1.2.13.dfsg-1`. */
  package: z.string().min(1),
  /** Where it is told that the release has this version. */
  versionIn: z.url(),
  /** The first version of the release without it; null where there is none. */
  fixedIn: z.string().min(1).nullable(),
  /** Why, or what follows for whoever reads the list. */
  remark: z.string().min(1),
  /** Where the list has its entry. */
  url: z.url(),
  /** Where the entry is quoted, and when that was: lists are changed without a trace. */
  quotedIn: z.url(),
  quotedOn: z.iso.date(),
  /** When we read the quotation. */
  retrieved: z.iso.date(),
});

export const AdvisorySchema = z.strictObject({
  /** Of the CVE program. */
  id: z.string().regex(/^CVE-\d{4}-\d{4,}$/),
  /** CVSS 3.1 base score, and whose. */
  score: z.number().min(0).max(10),
  scoredBy: z.string().min(1),
  /** What has the fault, and in which version of upstream's it is gone. */
  part: z.string().min(1),
  of: z.string().min(1),
  fixedUpstream: z.string().min(1),
  entries: z.array(EntrySchema).min(2),
});
export type Advisory = z.output<typeof AdvisorySchema>;
