import type { Json, JsonMap, KeyPath } from '../json.ts';
import type { WorkspaceEntries } from '../workspace-entries.ts';

export interface ValueContext {
  readonly model: JsonMap;
  readonly project: string;
  readonly workspacePath: string;
  readonly entries: WorkspaceEntries;
}

export type Finding = { readonly index?: number; readonly hint?: string | undefined } & (
  | /** A power, as the value of a grant; `power` where it is more than the key's. */ {
      readonly asks: string;
      readonly power?: string;
    }
  | {
      readonly refuse: string;
      readonly fix?: string;
      readonly elsewhere?: {
        readonly file: string;
        readonly line?: number;
        readonly column?: number;
        readonly key?: string;
      };
    }
);

/** What the value of one key asks for, or why it is refused; an empty list where it is anybody's to use. */
export type ValueRule = (value: Json, context: ValueContext, path: KeyPath) => readonly Finding[];
