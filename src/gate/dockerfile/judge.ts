/**
 * What a Dockerfile asks of its builder that a build of a lab may not have: the network of the engine, powers, images
 * by a name that nobody knows before, labels that say whose a container is.
 */
import { isReservedLabel } from '../labels.ts';
import type { DockerfileFault } from './fault.ts';
import { jsonWords } from './here-documents.ts';
import { type Instruction, readDockerfile, readInstruction } from './instructions.ts';
import { unquoted, wordsOf } from './words.ts';

type Rule = (instruction: Instruction) => readonly Omit<DockerfileFault, 'line'>[];

/** All that is refused of the text of a Dockerfile, in the order of its lines. */
export function judgeDockerfile(text: string): readonly DockerfileFault[] {
  const { instructions, faults } = readDockerfile(text);
  return [...faults, ...instructions.flatMap(judgeInstruction)].toSorted((a, b) => a.line - b.line);
}

/** What is refused of an instruction that an image keeps for those that are built on it. */
export function judgeTrigger(text: string): readonly DockerfileFault[] {
  const read = readInstruction(text, 1);
  if (read === undefined) return [];
  return 'refuse' in read ? [read] : judgeInstruction(read);
}

function judgeInstruction(instruction: Instruction): readonly DockerfileFault[] {
  const { line, name, rest } = instruction;
  if (name === 'onbuild') return judgeTrigger(rest).map((fault) => ({ ...fault, line }));
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return (rule?.(instruction) ?? []).map((fault) => ({ line, ...fault }));
}

const flagOf = ({ flags }: Instruction, name: string): readonly string[] =>
  flags.flatMap((flag) => (flag.startsWith(`--${name}=`) ? [flag.slice(name.length + 3)] : []));

/** What BuildKit fetches by itself, from the network that the engine is in. */
const fetched = /^[a-z][a-z\d+.-]*:\/\/|^[^/@]*@[^/:]*:|^github\.com\//i;

const add: Rule = ({ rest }) => {
  const listed = jsonWords(rest);
  if (listed === undefined && rest.startsWith('['))
    return [
      {
        refuse: 'ADD has a list that is no JSON',
        fix: 'Write `ADD ["from", "to"]`, or words without brackets.',
      },
    ];
  const sources = (listed ?? wordsOf(rest)).slice(0, -1).map(unquoted);
  return sources.flatMap((source) => {
    if (fetched.test(source))
      return [
        {
          refuse: `ADD would have the engine fetch ${source.slice(0, 100)} in its own network, where services answer that listen to the machine alone`,
          fix: 'Put the file into the folder that is built from, or fetch it in a RUN, whose network is the build’s.',
        },
      ];
    return source.includes('$') && !/^\.{0,2}\//.test(source)
      ? [
          {
            refuse: `ADD takes ${source.slice(0, 100)}, which may become an address that the engine fetches in its own network`,
            fix: 'Use COPY, which fetches nothing, or begin the path with `./`.',
          },
        ]
      : [];
  });
};

const mountTypes = new Set(['', 'bind', 'cache', 'tmpfs', 'secret']);

const run: Rule = (instruction) => [
  ...flagOf(instruction, 'network')
    .filter((network) => network !== 'default' && network !== 'none')
    .map((network) => ({
      refuse: `RUN --network=${network} would run in the network of the engine, where services answer that listen to the machine alone`,
      fix: 'Take the flag out, or write `--network=none`.',
    })),
  ...flagOf(instruction, 'security')
    .filter((security) => security !== 'sandbox')
    .map((security) => ({
      refuse: `RUN --security=${security} would run with all of root’s powers over the machine`,
      fix: 'Take the flag out.',
    })),
  ...flagOf(instruction, 'mount').flatMap((mount) => {
    const { type = '' } = mountOf(mount);
    return mountTypes.has(type)
      ? []
      : [
          {
            refuse: `RUN --mount=type=${type} is of a kind that a build has no use for here`,
            fix: 'Use `bind`, `cache`, `tmpfs` or `secret`.',
          },
        ];
  }),
];

/** The settings of a mount, names in small letters. */
export const mountOf = (written: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    written.split(',').map((field) => {
      const [name = '', ...value] = field.split('=');
      return [name.trim().toLowerCase(), value.join('=')] as const;
    }),
  );

/** Every word may be a name: which quotes hold together depends on the escape character. */
const label: Rule = ({ rest }) => {
  const words = wordsOf(unquoted(rest));
  const names = words.map((word, index) => {
    const [name = '', value] = word.split('=', 2);
    return { name, mayVary: index === 0 || value !== undefined };
  });
  return names.flatMap(({ name, mayVary }) => {
    if (isReservedLabel(name))
      return [
        {
          refuse: `the label ${name} says whose a container is, and is Compose’s and Drydock’s to give`,
          fix: 'Choose another name.',
        },
      ];
    return mayVary && name.includes('$')
      ? [{ refuse: `the label ${name} has a name that only the build decides`, fix: 'Write the name out.' }]
      : [];
  });
};

const rules: Readonly<Record<string, Rule>> = { add, run, label };
