import { h, type JSX } from 'preact';
import type { BarGroup } from '../model/chart.ts';

/** Bars in tables, so that the figures are read where the bars are not seen. */
export function drawChart(groups: readonly BarGroup[], note = ''): JSX.Element {
  return h(
    'div',
    { class: 'x-chart' },
    groups.map(({ title, bars }) =>
      h('table', { key: title }, [
        h('caption', null, [title, note === '' ? null : h('small', null, ` ${note}`)]),
        h(
          'tbody',
          null,
          bars.map(({ label, series, value, length }) =>
            h('tr', { key: label, 'data-series': series }, [
              h('th', { scope: 'row' }, label),
              h(
                'td',
                { class: 'x-bar', 'aria-hidden': 'true' },
                length > 0 ? h('span', { style: { inlineSize: `${(100 * length).toFixed(2)}%` } }) : null,
              ),
              h('td', { class: 'x-value' }, value === undefined ? 'not measured' : figure(value)),
            ]),
          ),
        ),
      ]),
    ),
  );
}

/** At most three figures that mean something, thousands parted. */
function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: Math.max(3, integerDigits(value)) });
}

function integerDigits(value: number): number {
  return Math.floor(value).toString().length;
}
