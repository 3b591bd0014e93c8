/**
 * Edits make one state of a lab's files out of another. They are data, and they fail loudly when the text
 * that they were written for has changed: an edit that silently does nothing would prove nothing.
 */
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { DrydockError } from '../errors.ts';

const file = z.string();
type YamlValue = string | number | boolean | null | YamlValue[] | { [key: string]: YamlValue };
export const YamlValueSchema: z.ZodType<YamlValue> = z.json();

export const EditSchema = z.discriminatedUnion('kind', [
  /** Sets a key of a YAML or JSON file, making the maps on the way. */
  z.strictObject({
    kind: z.literal('set'),
    file,
    path: z.array(z.string()).min(1),
    value: YamlValueSchema,
  }),
  /** Deletes a key that is there. */
  z.strictObject({ kind: z.literal('unset'), file, path: z.array(z.string()).min(1) }),
  /** Inserts lines after the one line that equals `after`, blanks around it apart. */
  z.strictObject({ kind: z.literal('insert-after'), file, after: z.string(), text: z.string() }),
  /** Replaces a text that is there exactly once. */
  z.strictObject({ kind: z.literal('replace'), file, find: z.string(), with: z.string() }),
  z.strictObject({ kind: z.literal('write'), file, text: z.string() }),
  z.strictObject({ kind: z.literal('delete'), file }),
]);
export type Edit = z.output<typeof EditSchema>;

/** Keys from the outermost on, dotted; as a list where one has a dot in it. An item of a list is its number. */
type Keys = string | readonly string[];

/** Edits of one file, in the words of an author: `edit('compose.yaml').set('services.web.user', '10001')`. */
export function edit(path: string) {
  const keys = (given: Keys) => (typeof given === 'string' ? given.split('.') : [...given]);
  return {
    set: (dotted: Keys, value: YamlValue): Edit => ({
      kind: 'set',
      file: path,
      path: keys(dotted),
      value,
    }),
    unset: (dotted: Keys): Edit => ({ kind: 'unset', file: path, path: keys(dotted) }),
    insertAfter: (after: string, text: string): Edit => ({ kind: 'insert-after', file: path, after, text }),
    replace: (find: string, replacement: string): Edit => ({
      kind: 'replace',
      file: path,
      find,
      with: replacement,
    }),
    write: (text: string): Edit => ({ kind: 'write', file: path, text }),
    remove: (): Edit => ({ kind: 'delete', file: path }),
  };
}

type KeyEdit = Extract<Edit, { kind: 'set' | 'unset' }>;

/** The text files of a state, by path. Binary files are not edited and do not stand here. */
export type FileTexts = Readonly<Record<string, string>>;

/** Applies edits in order; rejects with `bad-edit` at the first that does not apply. */
export function applyEdits(files: FileTexts, edits: readonly Edit[]): FileTexts {
  let result = files;
  for (const each of edits) result = applyEdit(result, each);
  return result;
}

function applyEdit(files: FileTexts, each: Edit): FileTexts {
  if (each.kind === 'write') return { ...files, [each.file]: each.text };
  const text = files[each.file];
  if (text === undefined)
    throw refuse(each, `there is no file ${each.file} to edit; files: ${Object.keys(files).join(', ')}`);
  switch (each.kind) {
    case 'delete': {
      const { [each.file]: _, ...rest } = files;
      return rest;
    }
    case 'replace': {
      const count = text.split(each.find).length - 1;
      if (count !== 1) throw refuse(each, `“${each.find}” stands ${count} times in ${each.file}, not once`);
      return { ...files, [each.file]: text.replace(each.find, () => each.with) };
    }
    case 'insert-after': {
      const lines = text.split('\n');
      const found = lines.flatMap((line, index) => (line.trim() === each.after.trim() ? [index] : []));
      const [at] = found;
      if (at === undefined || found.length > 1)
        throw refuse(each, `the line “${each.after}” stands ${found.length} times in ${each.file}, not once`);
      return {
        ...files,
        [each.file]: [...lines.slice(0, at + 1), each.text, ...lines.slice(at + 1)].join('\n'),
      };
    }
    case 'set':
    case 'unset':
      return { ...files, [each.file]: applyKeys(text, each) };
  }
}

function applyKeys(text: string, each: KeyEdit): string {
  const document = parseDocument(text);
  const [trouble] = document.errors;
  if (trouble)
    throw refuse(
      each,
      `${each.file} is not YAML: ${(trouble.message.split('\n')[0] ?? '').replace(/:$/, '')}`,
    );
  if (each.kind === 'unset') {
    if (!document.hasIn(each.path))
      throw refuse(each, `${each.file} has no ${each.path.join('.')} to delete`);
    document.deleteIn(each.path);
  } else {
    if (JSON.stringify(document.getIn(each.path)) === JSON.stringify(each.value))
      throw refuse(each, `${each.path.join('.')} of ${each.file} has that value already`);
    try {
      document.setIn(each.path, document.createNode(each.value));
    } catch {
      throw refuse(each, `${each.path.slice(0, -1).join('.')} of ${each.file} is a value, which has no keys`);
    }
  }
  return each.file.endsWith('.json')
    ? `${JSON.stringify(document.toJS(), undefined, 2)}\n`
    : document.toString({ lineWidth: 0 });
}

function refuse(each: Edit, why: string): DrydockError {
  return new DrydockError('bad-edit', {
    message: `The edit ${each.kind} of ${each.file} does not apply: ${why}.`,
    fix: 'Bring the edit in lab.ts up to date with the file that it edits.',
    place: { file: each.file },
  });
}
