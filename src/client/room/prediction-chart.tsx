import './prediction-chart.css';
import type { RoomPrediction } from '../../lab/wire/shown.ts';

/** How many of a room said what: a bar each, with the words and the number beside it. */
export function PredictionChart({ prediction: { answers } }: { readonly prediction: RoomPrediction }) {
  const all = answers.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return <p class="dd-quiet">Nobody has predicted anything here yet.</p>;
  return (
    <div class="dd-chart">
      <ul>
        {answers.map(({ value, count }) => (
          <li key={value}>
            <span class="dd-chart-said">{value}</span>
            <span class="dd-chart-count">
              {count}
              <span class="sr-only"> of {all}</span>
            </span>
            <span class="dd-chart-bar" aria-hidden="true" style={{ inlineSize: `${(100 * count) / all}%` }} />
          </li>
        ))}
      </ul>
      <p class="dd-quiet">{all === 1 ? '1 prediction' : `${all} predictions`}</p>
    </div>
  );
}

/** Where a prediction stands in the book: `base-images/setuid`. */
export const predictionPlace = (key: string): string =>
  `/${key.split('/')[0] ?? ''}/#predict-${key.replace('/', '-')}`;
