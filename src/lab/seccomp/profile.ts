/** Reads a seccomp profile before the Engine does, which would only say that it could not decode it. */
import {
  applyEdits,
  findNodeAtLocation,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type * as z from 'zod';
import { nearest } from '../nearest.ts';
import { contradictions, keysAt, meant, type Profile, profileSchema } from './profile-schema.ts';
import { findInText, findUnreadable, type TextFault } from './profile-text.ts';

/** More is not told at once. */
const mostFaults = 20;

export interface ProfileFault {
  readonly message: string;
  /** Dotted, from the root of the profile: `syscalls.0.names.1`; undefined of what is no JSON. */
  readonly key?: string;
  readonly line: number;
  readonly column: number;
}

export interface ReadProfile {
  /** All that is wrong with it, in the order of the file. */
  readonly faults: readonly ProfileFault[];
  /** The socket of who is asked about calls, as it is written, and where; undefined where there is none. */
  readonly listener: { readonly path: string; readonly line: number; readonly column: number } | undefined;
}

/** A profile with nothing wrong, and the tree of its text: which value stands where. Or all that is wrong with it. */
export type ParsedProfile =
  | { readonly profile: Profile; readonly tree: Node; readonly faults?: never }
  | { readonly faults: readonly ProfileFault[]; readonly profile?: never; readonly tree?: never };

/** Lines and columns count from 1. */
export function readSeccompProfile(text: string): ReadProfile {
  const { profile, tree, faults = [] } = parseSeccompProfile(text);
  const path = profile?.listenerPath;
  return {
    faults,
    listener: path ? { path, ...placeOf(text, offsetOf(tree, ['listenerPath'])) } : undefined,
  };
}

/** As `readSeccompProfile`, with what it says. */
export function parseSeccompProfile(text: string): ParsedProfile {
  const unreadable = findUnreadable(text);
  if (unreadable) return { faults: [placed(text, unreadable)] };
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [broken] = errors;
  if (broken) {
    const message = `it is no JSON (${printParseErrorCode(broken.error)})`;
    return { faults: [{ message, ...placeOf(text, broken.offset) }] };
  }
  const tree = parseTree(text);
  const at = (path: readonly PropertyKey[], message: string): ProfileFault => ({
    message: `${path.length === 0 ? 'it' : path.join('.')}: ${message}`,
    ...(path.length === 0 ? {} : { key: path.join('.') }),
    ...placeOf(text, offsetOf(tree, path)),
  });
  const inText: ProfileFault[] = [];
  for (const fault of findInText(tree, text)) {
    if (inText.push(placed(text, fault)) === mostFaults) break;
  }
  // What stands in the text otherwise than readers take it is not what the schema would judge.
  if (!tree || inText.length > 0) return { faults: inText };
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    const found = parsed.error.issues
      .slice(0, mostFaults)
      .flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys
              .slice(0, mostFaults)
              .map((key) => at([...issue.path, key], unknownKey(key, issue.path)))
          : [at(issue.path, `${issue.message}${nearOf(value, issue)}`)],
      );
    return { faults: found.toSorted(byPlace).slice(0, mostFaults) };
  }
  const profile = parsed.data;
  const wrong = contradictions(profile)
    .slice(0, mostFaults)
    .map(([path, message]) => at(path, message));
  if (wrong.length > 0) return { faults: wrong.toSorted(byPlace) };
  return { profile, tree };
}

/** The same profile with the socket of its listener elsewhere. */
export const withListener = (text: string, path: string): string =>
  applyEdits(text, modify(text, ['listenerPath'], path, {}));

/** Of a word that is no such word, the one that is meant. */
function nearOf(value: unknown, { code, path }: z.core.$ZodIssue): string {
  const word = path.reduce<unknown>((node, step) => (isObject(node) ? node[step] : undefined), value);
  const near = code === 'custom' && typeof word === 'string' ? meant(word, path) : undefined;
  return near === undefined ? '' : `, did you mean ${near}?`;
}

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const near = nearest(key.slice(0, 60), keysAt(path));
  return `no profile has this key${near === undefined ? '' : `, did you mean ${near}?`}`;
}

const placed = (text: string, { offset, ...fault }: TextFault): ProfileFault => ({
  ...fault,
  ...placeOf(text, offset),
});

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Where a value stands, or the key of it; where it is not there, what it should stand in. */
function offsetOf(root: Node | undefined, path: readonly PropertyKey[]): number {
  const steps = path.filter((step) => typeof step !== 'symbol');
  for (let length = steps.length; root && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, steps.slice(0, length));
    if (node) return node.offset;
  }
  return 0;
}

const byPlace = (a: ProfileFault, b: ProfileFault) => a.line - b.line || a.column - b.column;
