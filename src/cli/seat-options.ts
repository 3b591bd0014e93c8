import { Option } from 'commander';

/** What is said about seats, also by variables of the environment. `parseSeatSettings` says what the words mean. */
export function seatOptions(): readonly Option[] {
  return [
    new Option('--seats-for <whom>', 'one person, or many who need not trust each other').env(
      'DRYDOCK_SEATS_FOR',
    ),
    new Option('--seat-class <class>', 'of nested seats: privileged, rootless, runtime:NAME').env(
      'DRYDOCK_SEAT_CLASS',
    ),
    new Option('--trust-learners', 'give many people seats that keep only accidents apart'),
    new Option(
      '--seat-network <which>',
      'nested seats reach everything (open), the internet (public), nothing (closed)',
    ).env('DRYDOCK_SEAT_NETWORK'),
    new Option(
      '--seat-release <release>',
      'whose Docker Engine a nested seat has: of Debian forky (28.5) or trixie (26.1)',
    ).env('DRYDOCK_SEAT_RELEASE'),
    new Option(
      '--seat-images <store>',
      'what keeps the images of a nested seat: containerd (usual with forky) or graph-driver',
    ).env('DRYDOCK_SEAT_IMAGES'),
    new Option('--seat-cpus <number>', 'CPUs of a nested seat').env('DRYDOCK_SEAT_CPUS'),
    new Option('--seat-memory <size>', 'memory and swap of a nested seat: 2g').env('DRYDOCK_SEAT_MEMORY'),
    new Option('--seat-pids <number>', 'processes of a nested seat').env('DRYDOCK_SEAT_PIDS'),
    new Option('--seat-disk <size>', 'disk of a nested seat: 10g').env('DRYDOCK_SEAT_DISK'),
    new Option(
      '--engine-memory <size>',
      'what the engine may use, where it has a container of its own: 8g',
    ).env('DRYDOCK_ENGINE_MEMORY'),
    new Option('--seat-pool <number>', 'nested seats that are kept ready before anybody asks').env(
      'DRYDOCK_SEAT_POOL',
    ),
    new Option('--seat-idle <time>', 'pause a nested seat in which nobody is for so long: 30m').env(
      'DRYDOCK_SEAT_IDLE',
    ),
    new Option('--seat-stop-after <time>', 'stop one that is paused for so long: 8h').env(
      'DRYDOCK_SEAT_STOP_AFTER',
    ),
  ];
}
