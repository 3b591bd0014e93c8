import type { DockerfileFault } from '../dockerfile/fault.ts';
import { usedImages } from '../dockerfile/images.ts';
import { judgeDockerfile } from '../dockerfile/judge.ts';
import { dockerfileOf, dockerfileText, namesOf } from '../dockerfile/of-build.ts';
import { isJsonMap } from '../json.ts';
import { isEmpty, textOf } from '../model.ts';
import { insideWorkspace, whyNoFile } from '../workspace-entries.ts';
import type { Finding, ValueRule } from './value-rule.ts';

/** It becomes a part of the compose file, and no compose file is larger than that. */
const maxCharacters = 64 * 1024;
/** More is not told at once. */
const mostFaults = 20;

/** A build whose Dockerfile is in the workspace, read by the builder that is here. */
export const buildRule: ValueRule = (value, { entries, workspacePath }, path) => {
  if (!isJsonMap(value)) return [];
  // Where the context leads out, that is said of the context.
  if (insideWorkspace(textOf(value.context), workspacePath) === undefined) return [];
  const file = dockerfileOf(value, workspacePath);
  const text = dockerfileText(value, entries, workspacePath);
  if (text !== undefined && text.length > maxCharacters)
    return [
      {
        refuse: `its Dockerfile has ${text.length} characters, which is more than the ${maxCharacters} that are read`,
        fix: 'Put what is long into a file of the folder that is built from, and COPY it.',
      },
    ];
  if (text !== undefined) {
    const faults = [...judgeDockerfile(text), ...usedImages(text, namesOf(value)).faults];
    const ignored = file === undefined ? undefined : entries.get(`${file}.dockerignore`);
    return [
      ...faults.slice(0, mostFaults).map((fault) => faultFinding(fault, file)),
      ...(ignored === undefined || ignored.kind === 'absent' ? [] : [ignoreFinding(`${file}.dockerignore`)]),
    ];
  }
  if (file === undefined)
    return [
      {
        refuse: `its Dockerfile “${textOf(value.dockerfile)}” lies outside of the workspace`,
        fix: 'Name a file of the workspace.',
      },
    ];
  const entry = entries.get(file);
  return [
    {
      refuse: `its Dockerfile cannot be used: ${whyNoFile(file, entry) ?? `${file} is no text in UTF-8`}`,
      fix: `Make it a plain file, or correct its name; ${String(path[1])} is built from it.`,
    },
  ];
};

function faultFinding({ line, refuse, fix }: DockerfileFault, file: string | undefined): Finding {
  return {
    refuse: `line ${line} of its Dockerfile: ${refuse}`,
    fix,
    ...(file === undefined ? {} : { elsewhere: { file, line, column: 1 } }),
  };
}

const ignoreFinding = (file: string): Finding => ({
  refuse: `${file} beside its Dockerfile is not read here`,
  fix: 'Call it `.dockerignore`, in the folder that is built from.',
});

/** A build argument by which BuildKit would be told who reads the Dockerfile: it is no variable. */
export const buildArgument: ValueRule = (_, __, path) => {
  const name = String(path.at(-1));
  return name.toUpperCase() === 'BUILDKIT_SYNTAX'
    ? [
        {
          refuse: 'it has an image read the Dockerfile, which would run in the builder',
          fix: 'Take it out; the builder that is here reads Dockerfiles by itself.',
        },
      ]
    : [];
};

/** Statements about what was built: those that BuildKit makes by itself, and none that an image makes for it. */
export const statement: ValueRule = (value) =>
  isEmpty(value) || ['true', 'false', 'mode=min', 'mode=max'].includes(textOf(value))
    ? []
    : [
        {
          refuse: 'it may name an image that would run in the builder',
          fix: 'Write `true` or `false`, or for a provenance `mode=min` or `mode=max` and nothing else.',
        },
      ];
