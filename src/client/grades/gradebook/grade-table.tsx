import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AssignmentView } from '../../../lab/wire/assignments.ts';
import { moveInGrid } from '../../parts/grid-keys.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { GradeRow } from './grade-row.tsx';
import { type BookKey, type BookRow, type BookSort, meanOf, sortRows } from './gradebook-rows.ts';
import { SortHead } from './sort-head.tsx';

interface TableProps {
  readonly assignment: AssignmentView;
  readonly rows: readonly BookRow[];
  readonly titleOf: (lab: string) => string;
  readonly hasSections: boolean;
  readonly open: (person: string) => void;
}

/** People by labs. One stop of the Tab key; arrows lead from cell to cell. */
export function GradeTable({ assignment, rows, titleOf, hasSections, open }: TableProps) {
  const { id, labs, title } = assignment;
  const [sort, setSort] = useState<BookSort>({ by: 'name', descending: false });
  const body = useRef<HTMLTableSectionElement>(null);
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
  // What had the stop may be filtered away, or stand elsewhere.
  useEffect(() => {
    const stops = [...(body.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])];
    const stop = stops.find(({ tabIndex }) => tabIndex === 0) ?? stops[0];
    if (stop !== undefined) stopAt(body.current, stop);
  });
  const head = (by: BookKey, words: string, more: { readonly sub?: string } = {}) => (
    <SortHead key={by} by={by} words={words} sort={sort} onSort={setSort} {...more} />
  );
  const [first] = sorted;
  const total = meanOf(rows.map(({ points }) => points));
  return (
    <ScrollBox class="dd-grade-scroll" label={`Grades of ${title}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are walked by arrows, as a grid's. */}
      <table class="dd-grade-table" role="grid" aria-label={`Grades of ${title}: people by labs`}>
        <thead>
          <tr>
            {head('name', 'Name')}
            {hasSections && head('section', 'Section')}
            {head('total', 'Total', { sub: first === undefined ? '' : `of ${first.of}` })}
            {head('state', 'State')}
            {labs.map(({ lab, points }, index) => head(index, titleOf(lab), { sub: `of ${points}` }))}
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={(event) => {
            const next = body.current && moveInGrid(body.current, event, '[data-stop]');
            if (!next) return;
            event.preventDefault();
            stopAt(body.current, next);
            next.focus();
            next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          }}
          onFocusIn={({ target }) => {
            if (target instanceof HTMLElement && target.dataset.stop !== undefined)
              stopAt(body.current, target);
          }}
        >
          {sorted.map((row) => (
            <GradeRow
              key={row.person}
              assignment={id}
              row={row}
              titleOf={titleOf}
              hasSections={hasSections}
              open={open}
            />
          ))}
          {sorted.length === 0 && (
            <tr>
              <td colSpan={labs.length + (hasSections ? 4 : 3)} class="dd-grade-plain">
                Nobody is so.
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              Mean <span class="dd-quiet">of what is decided</span>
            </th>
            {hasSections && <td />}
            <td>{total.points ?? '–'}</td>
            <td class="dd-quiet">
              {total.decided} of {rows.length}
            </td>
            {labs.map(({ lab }, index) => {
              const mean = meanOf(rows.map(({ cells }) => cells[index]?.points ?? null));
              return (
                <td key={lab}>
                  {mean.points ?? '–'}{' '}
                  <span class="dd-quiet">
                    {mean.decided} of {rows.length}
                  </span>
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
    </ScrollBox>
  );
}

/** The one that the Tab key leads to. */
function stopAt(body: HTMLElement | null, stop: HTMLElement): void {
  for (const other of body?.querySelectorAll<HTMLElement>('[data-stop][tabindex="0"]') ?? [])
    if (other !== stop) other.tabIndex = -1;
  stop.tabIndex = 0;
}
