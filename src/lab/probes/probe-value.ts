/**
 * A value in an answer of the probe: every byte outside printable ASCII, and the backslash, stands as `\xHH`.
 * What the bytes stand for is read as UTF-8, with U+FFFD for what is none.
 */
export function decodeProbeValue(value: string): string {
  if (!value.includes('\\')) return value;
  const bytes = new Uint8Array(value.length);
  let length = 0;
  for (let at = 0; at < value.length; at += 1, length += 1) {
    const escaped = value[at] === '\\' ? /^\\x([0-9a-f]{2})/.exec(value.slice(at, at + 4)) : null;
    bytes[length] = escaped ? Number.parseInt(escaped[1] ?? '', 16) : value.charCodeAt(at);
    if (escaped) at += 3;
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}
