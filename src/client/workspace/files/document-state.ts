import type { ErrorReport } from '../../../lab/errors.ts';
import type { FileContent } from '../../../lab/wire/files.ts';

/**
 * One file that the learner edits, between editor, browser and server. Plain values: the editor applies
 * what `text` says, the saver sends it, and nothing here waits.
 */
export interface DocumentState {
  readonly path: string;
  /** What the server has, as far as we know. `revision` is what If-Match wants. */
  readonly base: { readonly revision: string; readonly text: string };
  readonly text: string;
  /** The text that is on its way to the server. */
  readonly sending: string | undefined;
  /** Another version that appeared on the server; the learner chooses. */
  readonly theirs: FileContent | undefined;
  /** It is no longer in the workspace. */
  readonly gone: boolean;
  /** False: not text, or too big to edit; only shown by its size. */
  readonly editable: boolean;
  readonly sizeBytes: number;
  /** Why the last save failed; the text is kept. */
  readonly trouble: ErrorReport | undefined;
}

export type DocumentMark = 'saved' | 'dirty' | 'saving' | 'conflict' | 'gone' | 'kept';

export function openDocument(content: FileContent): DocumentState {
  const text = content.text ?? '';
  return {
    path: content.path,
    base: { revision: content.revision, text },
    text,
    sending: undefined,
    theirs: undefined,
    gone: false,
    editable: content.text !== undefined,
    sizeBytes: content.sizeBytes,
    trouble: undefined,
  };
}

/**
 * A file with what this browser kept of an edit that did not reach the server. If the file has changed since,
 * both versions are there to choose from; `current` undefined: it was deleted.
 */
export function openWithDraft(
  draft: { readonly path: string; readonly text: string; readonly revision: string },
  current: FileContent | undefined,
): DocumentState {
  if (current === undefined) {
    const nothing = { path: draft.path, revision: '', sizeBytes: 0, text: '' };
    return { ...openDocument(nothing), text: draft.text, gone: true };
  }
  const state = edited(openDocument(current), draft.text);
  if (current.revision === draft.revision || current.text === draft.text) return state;
  return { ...state, theirs: current };
}

export function isDirty(state: DocumentState): boolean {
  return state.text !== state.base.text;
}

/** Whether there is something to send, and nothing stands in its way. */
export function wantsSave(state: DocumentState): boolean {
  const free = state.sending === undefined && state.theirs === undefined;
  return isDirty(state) && free && !state.gone && state.editable;
}

export function markOf(state: DocumentState): DocumentMark {
  if (state.theirs !== undefined) return 'conflict';
  if (state.gone) return 'gone';
  if (state.sending !== undefined) return 'saving';
  if (!isDirty(state)) return 'saved';
  return state.trouble === undefined ? 'dirty' : 'kept';
}

export function edited(state: DocumentState, text: string): DocumentState {
  return { ...state, text };
}

export function sent(state: DocumentState): DocumentState {
  return { ...state, sending: state.text };
}

/** The server has what we sent; meanwhile the learner may have typed on. */
export function saved(state: DocumentState, content: FileContent): DocumentState {
  const text = state.sending ?? content.text ?? state.text;
  return {
    ...state,
    base: { revision: content.revision, text },
    sending: undefined,
    theirs: undefined,
    gone: false,
    trouble: undefined,
  };
}

/** The save was refused because the file has `current` now (409). */
export function refused(state: DocumentState, current: FileContent): DocumentState {
  return meet({ ...state, sending: undefined }, current);
}

/** The save did not arrive or was turned down; the text stays here. */
export function failed(state: DocumentState, trouble: ErrorReport): DocumentState {
  return { ...state, sending: undefined, trouble };
}

/**
 * The server has `content` now: a program in the terminal wrote it, or another tab. While our own save is on
 * its way, its echo is not a change of somebody else's.
 */
export function changedOutside(state: DocumentState, content: FileContent): DocumentState {
  if (content.revision === state.base.revision) return { ...state, gone: false };
  if (state.sending !== undefined && content.text === state.sending) return state;
  return meet(state, content);
}

export function removedOutside(state: DocumentState): DocumentState {
  return { ...state, gone: true, theirs: undefined, sending: undefined };
}

/** The learner's version wins: it is saved over theirs. */
export function keptMine(state: DocumentState): DocumentState {
  if (state.theirs === undefined) return state;
  const { revision, text = '' } = state.theirs;
  return { ...state, base: { revision, text }, theirs: undefined, trouble: undefined };
}

/** The server's version wins. */
export function tookTheirs(state: DocumentState): DocumentState {
  if (state.theirs === undefined) return state;
  const { revision, text = '' } = state.theirs;
  return { ...state, base: { revision, text }, text, theirs: undefined, trouble: undefined };
}

/** A file that was removed is to be written anew. */
export function recreated(state: DocumentState): DocumentState {
  return { ...state, gone: false, base: { revision: '', text: '' } };
}

function meet(state: DocumentState, content: FileContent): DocumentState {
  const text = content.text ?? '';
  const base = { revision: content.revision, text };
  if (!isDirty(state) || text === state.text) {
    const { sizeBytes } = content;
    const editable = content.text !== undefined;
    return { ...state, base, text, sizeBytes, editable, theirs: undefined, gone: false, trouble: undefined };
  }
  return { ...state, theirs: content, gone: false };
}
