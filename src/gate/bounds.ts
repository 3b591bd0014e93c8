/** How much one compose file may ask for as a whole: small next to a machine, much for a lab. */
import type { Json, JsonMap } from './json.ts';
import { isJsonMap } from './json.ts';
import { listOf, mapAt, servicesOf, textOf } from './model.ts';
import type { GateProblem, KeyPath } from './problem.ts';

/** More containers than this of one service are cut off. */
export const mostReplicas = 8;

export const most = {
  services: 24,
  containers: 40,
  ports: 40,
  networks: 10,
  volumes: 24,
  secrets: 40,
  configs: 40,
} as const;

/** How many containers a service is run as, at most. Compose wants one of the two, or both the same. */
export function replicasOf({ scale, deploy }: JsonMap): number {
  const asked = Math.max(numberOf(scale), numberOf(isJsonMap(deploy) ? deploy.replicas : undefined));
  return Math.min(asked, mostReplicas);
}

const numberOf = (value: Json | undefined): number => (textOf(value) === '' ? 1 : Number(textOf(value)));

/** One problem for each bound that a normalised compose file is beyond. */
export function findExcess(model: JsonMap): readonly GateProblem[] {
  const services = servicesOf(model);
  const sum = (of: (service: JsonMap) => number) => services.reduce((all, [, each]) => all + of(each), 0);
  const counts: readonly (readonly [what: keyof typeof most, count: number, path: KeyPath])[] = [
    ['services', services.length, ['services']],
    ['containers', sum(replicasOf), ['services']],
    ['ports', sum(({ ports }) => listOf(ports).length), ['services']],
    ...(['networks', 'volumes', 'secrets', 'configs'] as const).map(
      (group) => [group, Object.keys(mapAt(model, group)).length, [group]] as const,
    ),
  ];
  return counts.flatMap(([what, count, path]) =>
    count <= most[what]
      ? []
      : [
          {
            kind: 'refused',
            path,
            message: `The file asks for ${count} ${what === 'ports' ? 'published ports' : what}; one file may have ${most[what]}, since everything else on the machine shares them.`,
            fix: 'Ask for fewer.',
          },
        ],
  );
}
