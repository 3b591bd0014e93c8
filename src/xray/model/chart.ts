/** Figures that were measured, as charts take them: `src/site/recorded/CHAPTER/NAME.json`. */
import * as z from 'zod';

/** The format of a file of figures. docs/authoring.md describes it. */
export const FiguresSchema = z.strictObject({
  title: z.string().optional(),
  /** Where and when: kernel, engine, architecture, date, and whatever else matters. */
  recordedOn: z.record(z.string(), z.string()),
  unit: z.string(),
  /** What the values of each series are of, in their order. */
  categories: z.array(z.string()).min(1),
  series: z
    .array(z.strictObject({ name: z.string(), values: z.array(z.number().nonnegative().nullable()) }))
    .min(1),
});
export type Figures = z.output<typeof FiguresSchema>;

/** A group of bars under a title. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly {
    readonly label: string;
    /** Which pattern: those of one series look alike. */
    readonly series: number;
    readonly value: number | undefined;
    /** 0 to 1 of the length of the longest bar that it is compared with. */
    readonly length: number;
  }[];
}

/** How bars are measured: `log` gives every tenfold the same length. */
export type Scale = 'linear' | 'log';

/**
 * A group for each category with a bar for each series, all on one scale. With `apart`, each category has a scale of
 * its own: for figures that cannot be compared with one another, such as bytes and counts.
 */
export function groupFigures(
  { categories, series }: Pick<Figures, 'categories' | 'series'>,
  { scale, apart }: { readonly scale: Scale; readonly apart: boolean },
): readonly BarGroup[] {
  const all = series.flatMap(({ values }) => values.flatMap((value) => value ?? []));
  const whole = lengthBy(scale, all);
  return categories.map((title, index) => {
    const values = series.map((each) => each.values[index] ?? undefined);
    const lengthOf = apart
      ? lengthBy(
          scale,
          values.filter((value) => value !== undefined),
        )
      : whole;
    const bars = series.map(({ name }, at) => {
      const value = values[at];
      return { label: name, series: at, value, length: value === undefined ? 0 : lengthOf(value) };
    });
    return { title, bars };
  });
}

/** One series as a single list, longest first where asked. */
export function listFigures(
  { categories, series }: Pick<Figures, 'categories' | 'series'>,
  scale: Scale,
): readonly BarGroup[] {
  return series.map(({ name, values }, at) => {
    const lengthOf = lengthBy(
      scale,
      values.flatMap((value) => value ?? []),
    );
    const bars = categories.flatMap((label, index) => {
      const value = values[index];
      return value === undefined || value === null
        ? []
        : [{ label, series: at, value, length: lengthOf(value) }];
    });
    return { title: name, bars: bars.toSorted((one, other) => other.value - one.value) };
  });
}

function lengthBy(scale: Scale, values: readonly number[]): (value: number) => number {
  const most = Math.max(...values, 0);
  if (most === 0) return () => 0;
  if (scale === 'linear') return (value) => value / most;
  const least = Math.min(...values.filter((value) => value > 0));
  const floor = Math.floor(Math.log10(least));
  const span = Math.log10(most) - floor || 1;
  return (value) => (value <= 0 ? 0 : (Math.log10(value) - floor) / span);
}
