import { isNumber, listOf, objectOf, recordOf, type Shape } from '../../core/shape.ts';

/** The panels of the workspace. */
export const panels = ['files', 'checks', 'facts', 'terminal'] as const;
export type Panel = (typeof panels)[number];

/**
 * How the panels stand, by the room there is: `single` one at a time with tabs at the bottom; `stacked` the
 * terminal under the others; `columns` checks and facts beside files and terminal.
 */
export type Arrangement = 'single' | 'stacked' | 'columns';

const slots = ['upper', 'lower', 'side'] as const;
/** A place that shows one of its panels at a time. */
export type Slot = (typeof slots)[number];

const slotsOf: Readonly<Record<Arrangement, Readonly<Partial<Record<Slot, readonly Panel[]>>>>> = {
  single: { upper: ['files', 'checks', 'facts', 'terminal'] },
  stacked: { upper: ['files', 'checks', 'facts'], lower: ['terminal'] },
  columns: { upper: ['files'], lower: ['terminal'], side: ['checks', 'facts'] },
};

/** From this width on checks and facts stand beside files and terminal. */
export const columnsRem = 68;

/** Width in CSS pixels → arrangement. 40rem is where the page's contract asks for one panel at a time. */
export function arrangementFor(width: number, height: number, rem: number): Arrangement {
  if (width < 40 * rem || height < 24 * rem) return 'single';
  return width >= columnsRem * rem ? 'columns' : 'stacked';
}

export function panelsIn(arrangement: Arrangement, slot: Slot): readonly Panel[] {
  return slotsOf[arrangement][slot] ?? [];
}

export function slotOf(arrangement: Arrangement, panel: Panel): Slot {
  return slots.find((slot) => panelsIn(arrangement, slot).includes(panel)) ?? 'upper';
}

/** What is remembered of the layout. */
export interface Layout {
  /** The panel looked at last, latest first: decides which one a slot shows. */
  readonly recent: readonly Panel[];
  /** Share of the height that the upper slot has while it shows a panel, 0.15 to 0.85, where the reader chose one. */
  readonly splits: Readonly<Partial<Record<Panel, number>>>;
  /** Share of the width that files and terminal have in `columns` beside a panel, where the reader chose one. */
  readonly sideSplits: Readonly<Partial<Record<Panel, number>>>;
  readonly folded: readonly Slot[];
}

export const freshLayout: Layout = {
  recent: ['terminal', 'checks', 'files', 'facts'],
  splits: {},
  sideSplits: {},
  folded: [],
};

/** An X-ray is tall, and is looked at more than it is typed under. */
export function usualSplit(panel: Panel | undefined): number {
  return panel === 'facts' ? 0.8 : 0.55;
}

/** A container's column of an X-ray has no room for two names beside one another where it is narrower. */
export function usualSideSplit(panel: Panel | undefined): number {
  return panel === 'facts' ? 0.42 : 0.62;
}

/** Share of the height that the upper slot has, for the panel that it shows. */
export function splitOf(layout: Layout, arrangement: Arrangement): number {
  const shown = shownIn(layout, arrangement, 'upper');
  return (shown && layout.splits[shown]) ?? usualSplit(shown);
}

/** The same for the panel that is shown from now on. */
export function withSplit(layout: Layout, arrangement: Arrangement, share: number): Layout {
  const shown = shownIn(layout, arrangement, 'upper');
  return shown ? { ...layout, splits: { ...layout.splits, [shown]: clampSplit(share) } } : layout;
}

/** Share of the width that files and terminal have beside the panel that is shown at the side. */
export function sideSplitOf(layout: Layout): number {
  const shown = shownIn(layout, 'columns', 'side');
  return (shown && layout.sideSplits[shown]) ?? usualSideSplit(shown);
}

/** The same for the panel that is shown from now on. */
export function withSideSplit(layout: Layout, share: number): Layout {
  const shown = shownIn(layout, 'columns', 'side');
  return shown ? { ...layout, sideSplits: { ...layout.sideSplits, [shown]: clampSplit(share) } } : layout;
}

/** The panel that a slot shows: of those it holds, the one looked at last. */
export function shownIn(layout: Layout, arrangement: Arrangement, slot: Slot): Panel | undefined {
  const held = panelsIn(arrangement, slot);
  return layout.recent.find((panel) => held.includes(panel)) ?? held[0];
}

/** Looks at a panel: its slot shows it and is unfolded. */
export function lookedAt(layout: Layout, arrangement: Arrangement, panel: Panel): Layout {
  const slot = slotOf(arrangement, panel);
  return {
    ...layout,
    recent: [panel, ...layout.recent.filter((other) => other !== panel)],
    folded: layout.folded.filter((folded) => folded !== slot),
  };
}

/** Folds or unfolds a slot; never leaves both rows folded. */
export function toggledFold(layout: Layout, slot: Slot): Layout {
  if (layout.folded.includes(slot)) return { ...layout, folded: layout.folded.filter((one) => one !== slot) };
  const other: Slot = slot === 'upper' ? 'lower' : 'upper';
  const kept = slot === 'side' ? layout.folded : layout.folded.filter((one) => one !== other);
  return { ...layout, folded: [...kept, slot] };
}

export function clampSplit(share: number): number {
  return Math.min(0.85, Math.max(0.15, share));
}

/** The new share for a key pressed on a separator; undefined: not its key. */
export function splitForKey(share: number, key: string, vertical: boolean): number | undefined {
  const less = vertical ? 'ArrowLeft' : 'ArrowUp';
  const more = vertical ? 'ArrowRight' : 'ArrowDown';
  if (key === less) return clampSplit(share - 0.04);
  if (key === more) return clampSplit(share + 0.04);
  if (key === 'Home') return 0.15;
  if (key === 'End') return 0.85;
  return undefined;
}

export const isLayout: Shape<Layout> = objectOf({
  recent: listOf((value: unknown): value is Panel => panels.some((panel) => panel === value)),
  splits: recordOf(isNumber),
  sideSplits: recordOf(isNumber),
  folded: listOf((value: unknown): value is Slot => slots.some((slot) => slot === value)),
});

/** A remembered layout within its bounds, every panel once. */
export function mended({ recent, splits, sideSplits, folded }: Layout): Layout {
  const clamped = (shares: Layout['splits']) =>
    Object.fromEntries(Object.entries(shares).map(([panel, share]) => [panel, clampSplit(share)]));
  return {
    recent: [...new Set([...recent, ...freshLayout.recent])],
    splits: clamped(splits),
    sideSplits: clamped(sideSplits),
    folded: slots.filter((slot) => folded.includes(slot)),
  };
}
