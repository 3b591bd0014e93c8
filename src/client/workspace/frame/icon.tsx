const paths = {
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8m0-8-8 8',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  fold: 'm4 6 4 4 4-4',
  unfold: 'm4 10 4-4 4 4',
  full: 'M3 6.5V3h3.5M9.5 3H13v3.5M13 9.5V13H9.5M6.5 13H3V9.5',
  small: 'M6.5 3v3.5H3M13 6.5H9.5V3M9.5 13V9.5H13M3 9.5h3.5V13',
  columns: 'M2.5 3h11v10h-11zM8 3v10',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M2.5 4.5h4l1.2 1.5h5.8v6.5h-11z',
  newFile: 'M4 2.5h5l3 3v8H4zM8 7v4M6 9h4',
  newFolder: 'M2.5 4.5h4l1.2 1.5h5.8v6.5h-11zM8 7.5v3.6M6.2 9.3h3.6',
  right: 'm6 4 4 4-4 4',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  external: 'M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2L14 14',
} as const;

export type IconName = keyof typeof paths;

/** A drawn sign beside or instead of a word; the word is said by what it stands in. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="ws-icon" data-name={name} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
