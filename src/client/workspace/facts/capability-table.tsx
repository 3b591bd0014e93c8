import type { FactLine, FactRow } from '../../../xray/rows/fact-row.ts';
import { Unknown } from './fact-table.tsx';

interface CapabilityTableProps {
  readonly service: string;
  readonly rows: readonly FactRow[];
  readonly changed: ReadonlySet<string>;
}

/** The five sets of capabilities(7): how many and which. A set that equals the one above says so. */
export function CapabilityTable({ service, rows, changed }: CapabilityTableProps) {
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <table class="ws-facts ws-caps">
      <caption>
        Capabilities <span class="ws-source">{first.source}</span>
        <span class="ws-sr"> of {service}</span>
      </caption>
      <tbody>
        {first.source === 'unknown' ? (
          <tr>
            <td>
              <Unknown reason={first.reason} />
            </td>
          </tr>
        ) : (
          rows.map((row, index) => (
            <tr key={row.key} data-changed={changed.has(row.key)}>
              <th scope="row">{row.label}</th>
              <td>
                {row.lines.map((line, at) => (
                  <SetLine key={at} line={line} above={sameAbove(rows, index, line)} />
                ))}
              </td>
            </tr>
          ))
        )}
      </tbody>
    </table>
  );
}

function SetLine({ line, above }: { readonly line: FactLine; readonly above: string | undefined }) {
  return (
    <span class="ws-fact-line">
      <span class="ws-value" data-none={line.text === '0'}>
        {line.text === '0' ? 'none' : line.text}
      </span>
      {line.names !== undefined && (
        <span class="ws-names">{above === undefined ? line.names.join(' ') : `the same as ${above}`}</span>
      )}
      {line.of !== '' && <span class="ws-of">{line.of}</span>}
    </span>
  );
}

/** The nearest set above with the same names, so that fourteen names are read once. */
function sameAbove(rows: readonly FactRow[], index: number, line: FactLine): string | undefined {
  const names = line.names?.join(' ');
  if (names === undefined || (line.names?.length ?? 0) < 3) return undefined;
  return rows.slice(0, index).find((row) => row.lines.some((other) => other.names?.join(' ') === names))
    ?.label;
}
