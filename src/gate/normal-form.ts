/**
 * The text of a compose file as `docker compose config` prints it, and as Compose reads it back. Compose prints each
 * `$` twice, in keys and in values, and reads it back as one in values alone. The gate judges the form with one `$`,
 * since that is what is mounted.
 */
import { DrydockError } from '../lab/errors.ts';
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { mapAt, servicesOf } from './model.ts';

/** What Compose printed, each text as Compose means it. */
export function readNormalForm(printed: string): JsonMap {
  const model: Json = JSON.parse(printed.replaceAll('$$', () => '$'));
  if (!isJsonMap(model))
    throw new DrydockError('internal', { message: 'Compose printed something other than a compose file.' });
  return withZeros(model);
}

/** Compose leaves out what is zero, and asks for both bounds of a limit when it reads its own form. */
function withZeros(model: JsonMap): JsonMap {
  const whole = (node: JsonMap): JsonMap =>
    node.ulimits === undefined
      ? node
      : {
          ...node,
          ulimits: Object.fromEntries(
            Object.entries(mapAt(node, 'ulimits')).map(([name, limit]) => [
              name,
              isJsonMap(limit) ? { soft: 0, hard: 0, ...limit } : limit,
            ]),
          ),
        };
  const services = servicesOf(model).map(([name, service]) => {
    const { build } = service;
    return [name, { ...whole(service), ...(isJsonMap(build) ? { build: whole(build) } : {}) }] as const;
  });
  return services.length === 0 ? model : { ...model, services: Object.fromEntries(services) };
}

/** A text that Compose reads as `model`: no `$` of it names a variable. */
export const writeNormalForm = (model: JsonMap): string =>
  JSON.stringify(model, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('$', () => '$$') : value,
  );
