/** How much one compose file may ask for as a whole: small next to a machine, much for a lab. */
import type { Json, JsonMap, KeyPath } from './json.ts';
import { isJsonMap } from './json.ts';
import { listOf, mapAt, servicesOf, textOf } from './model.ts';
import type { GateProblem } from './problem.ts';

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
  mounts: 200,
} as const;

/** How many containers a service is run as. Compose wants one of the two, or both the same. */
function replicasOf({ scale, deploy }: JsonMap): number {
  return Math.max(numberOf(scale), numberOf(isJsonMap(deploy) ? deploy.replicas : undefined));
}

/** What is no number of containers counts as one. */
function numberOf(value: Json | undefined): number {
  const number = textOf(value) === '' ? 1 : Number(textOf(value));
  return Number.isInteger(number) && number >= 0 ? number : 1;
}

/**
 * One problem for each bound that a normalised compose file is beyond. `isCut`: more than eight containers of a service
 * are cut off before it runs; else they are counted, and refused.
 */
export function findExcess(model: JsonMap, { isCut }: { readonly isCut: boolean }): readonly GateProblem[] {
  const services = servicesOf(model);
  const replicas = (service: JsonMap) =>
    isCut ? Math.min(replicasOf(service), mostReplicas) : replicasOf(service);
  const mountsOf = (service: JsonMap) =>
    ['volumes', 'tmpfs', 'secrets', 'configs'].reduce((all, key) => all + listOf(service[key]).length, 0);
  const sum = (of: (service: JsonMap) => number) => services.reduce((all, [, each]) => all + of(each), 0);
  const counts: readonly (readonly [what: keyof typeof most, count: number, path: KeyPath])[] = [
    ['services', services.length, ['services']],
    ['containers', sum(replicas), ['services']],
    ['mounts', sum((service) => mountsOf(service) * replicas(service)), ['services']],
    ['ports', sum(({ ports }) => listOf(ports).length), ['services']],
    ...(['networks', 'volumes', 'secrets', 'configs'] as const).map(
      (group) => [group, Object.keys(mapAt(model, group)).length, [group]] as const,
    ),
  ];
  const crowded = services.flatMap(([name, service]): readonly GateProblem[] =>
    replicas(service) <= mostReplicas
      ? []
      : [
          {
            kind: 'refused',
            path: ['services', name],
            message: `${name} asks for ${replicas(service)} containers; one service may have ${mostReplicas}.`,
            fix: 'Ask for fewer.',
          },
        ],
  );
  const beyond = counts.flatMap(([what, count, path]): readonly GateProblem[] =>
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
  return [...beyond, ...crowded];
}
