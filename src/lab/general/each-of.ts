import * as z from 'zod';

/**
 * A list whose elements are parsed up to the first that is wrong, and that has no more than `most`. Of a list that somebody
 * else made, a million wrong elements would be a million issues.
 */
export function eachOf<Item extends z.ZodType>(item: Item, most: number) {
  return z.array(z.unknown()).transform((values, context): z.output<Item>[] => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (values.length > most) return refuse(`more than ${most.toLocaleString('en')} elements`);
    const parsed: z.output<Item>[] = [];
    for (const [index, value] of values.entries()) {
      const one = item.safeParse(value);
      if (!one.success) return refuse(`element ${index}: ${one.error.issues[0]?.message ?? 'is wrong'}`);
      parsed.push(one.data);
    }
    return parsed;
  });
}
