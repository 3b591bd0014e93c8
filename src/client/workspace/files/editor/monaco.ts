/** Monaco with the languages that labs are written in. Imported when the first file opens. */
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/dockerfile/register.js';
import 'monaco-editor/languages/definitions/go/register.js';
import 'monaco-editor/languages/definitions/ini/register.js';
import 'monaco-editor/languages/definitions/markdown/register.js';
import 'monaco-editor/languages/definitions/shell/register.js';
import 'monaco-editor/languages/definitions/yaml/register.js';
import * as monaco from 'monaco-editor/editor/editor.api.js';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register.js';
import { configureMonacoYaml } from 'monaco-yaml';
import { seccompSchema } from './seccomp-schema.ts';

export type Monaco = typeof monaco;

/** What monaco-yaml asks of `createWebWorker`; Monaco itself takes the worker ready made. */
interface WorkerRequest {
  readonly createData?: unknown;
  readonly label?: string;
}

let ready: Promise<Monaco> | undefined;

/** Sets Monaco up once: its workers come as scripts of this origin, its schemas from this build. */
export function loadMonaco(): Promise<Monaco> {
  ready ??= setUp();
  return ready;
}

async function setUp(): Promise<Monaco> {
  Object.assign(globalThis, {
    MonacoEnvironment: { getWorker: (_: string, label: string) => startWorker(label) },
  });
  checkProfiles([]);
  const { default: composeSchema } = await import('./vendor/compose-spec.json');
  configureMonacoYaml(withYamlWorker(), {
    enableSchemaRequest: false,
    schemas: [
      {
        uri: 'https://github.com/compose-spec/compose-spec/blob/main/spec.md',
        fileMatch: [
          '**/compose*.yaml',
          '**/compose*.yml',
          '**/docker-compose*.yaml',
          '**/docker-compose*.yml',
        ],
        schema: composeSchema,
      },
    ],
  });
  return monaco;
}

/** Checks and completes the words of seccomp profiles in the models with these addresses. */
export function checkProfiles(addresses: readonly string[]): void {
  jsonDefaults.setDiagnosticsOptions({
    validate: true,
    enableSchemaRequest: false,
    // What the gate refuses is no warning.
    schemaValidation: 'error',
    schemas: [
      { uri: 'https://opencontainers.org/seccomp', fileMatch: [...addresses], schema: seccompSchema },
    ],
  });
}

function startWorker(label: string): Worker {
  switch (label) {
    case 'yaml':
      return new Worker(new URL('./workers/yaml.worker.ts', import.meta.url), { type: 'module' });
    case 'json':
      return new Worker(new URL('./workers/json.worker.ts', import.meta.url), { type: 'module' });
    default:
      return new Worker(new URL('./workers/editor.worker.ts', import.meta.url), { type: 'module' });
  }
}

/** Monaco as monaco-yaml knows it: a worker by its label, told its data in the second message. */
function withYamlWorker(): Monaco {
  function createWebWorker<T extends object>({
    createData,
    label,
  }: WorkerRequest): monaco.editor.MonacoWebWorker<T> {
    const worker = startWorker(label ?? 'yaml');
    worker.postMessage('ignore');
    worker.postMessage(createData);
    return monaco.editor.createWebWorker<T>({ worker });
  }
  return {
    ...monaco,
    editor: { ...monaco.editor, createWebWorker: createWebWorker as Monaco['editor']['createWebWorker'] },
  };
}
