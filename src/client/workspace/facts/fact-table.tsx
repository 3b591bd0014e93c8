import type { FactLine, FactRow } from '../../../xray/rows/fact-row.ts';

interface FactTableProps {
  readonly label: string;
  readonly rows: readonly FactRow[];
  readonly changed: ReadonlySet<string>;
}

/** Facts by name, each with where it comes from. */
export function FactTable({ label, rows, changed }: FactTableProps) {
  return (
    <table class="ws-facts" aria-label={label}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} data-changed={changed.has(row.key)}>
            <th scope="row" data-source={row.source}>
              {row.label}
            </th>
            <td>{row.source === 'unknown' ? <Unknown reason={row.reason} /> : row.lines.map(LineView)}</td>
            <td class="ws-source">{row.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Unknown({ reason }: { readonly reason: string | undefined }) {
  return <span class="ws-unknown">{reason ?? 'not known'}</span>;
}

export function LineView(line: FactLine, index: number) {
  return (
    <span class="ws-fact-line" key={index}>
      <span class="ws-value">{line.text}</span>
      {line.names !== undefined && line.names.length > 0 && (
        <span class="ws-names">{line.names.join(' ')}</span>
      )}
      {line.of !== '' && <span class="ws-of">{line.of}</span>}
    </span>
  );
}
