import { DrydockError } from '../../lab/errors.ts';

/** Text as a spreadsheet saved it, and whether a byte order mark stood before it. */
export interface DecodedText {
  readonly text: string;
  readonly hasMark: boolean;
}

const marks = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

const asUtf8 = 'Save it as “CSV UTF-8” in the spreadsheet, and send it again.';

/**
 * UTF-8, or UTF-16 that says so by its mark. Throws `too-big`, or `bad-table` with the line, for anything else: letters
 * are never guessed. `file` is what the reader calls it.
 */
export function decodeText(bytes: Uint8Array, file: string, mostBytes: number): DecodedText {
  if (bytes.length > mostBytes)
    throw new DrydockError('too-big', {
      message: `${file} has ${bytes.length} bytes; at most ${mostBytes} are read.`,
      fix: 'Send fewer rows, or remove columns that are not needed.',
      place: { file },
    });
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    throw new DrydockError('bad-table', {
      message: `${file} is a workbook of a spreadsheet, not a table of text.`,
      fix: asUtf8,
      place: { file },
    });
  const mark = marks.find((each) => startsWith(bytes, each.bytes));
  const encoding = mark?.encoding ?? 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return { text, hasMark: mark !== undefined };
    throw unreadable(file, text.slice(0, text.indexOf('\0')), 'has a zero byte');
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    const text = new TextDecoder(encoding).decode(bytes);
    throw unreadable(file, text.slice(0, text.indexOf('\u{fffd}')), `is not ${encoding.toUpperCase()}`);
  }
}

const startsWith = (bytes: Uint8Array, first: readonly number[]) =>
  first.every((byte, index) => bytes[index] === byte);

function unreadable(file: string, before: string, what: string): DrydockError {
  const line = before.split(/\r\n|\r|\n/).length;
  return new DrydockError('bad-table', {
    message: `Line ${line} of ${file} ${what}.`,
    fix: asUtf8,
    place: { file, line },
  });
}
