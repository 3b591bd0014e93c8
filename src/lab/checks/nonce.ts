/**
 * A value drawn for each try, so that only a program that does the work gives the right answer: `{{nonce}}` in a probe,
 * and `{{nonce_upper}}`, `{{nonce_reversed}}` or `{{nonce_sha256}}` in what is expected of it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Vars } from '../manifest/vars.ts';
import type { ProbeResult } from '../observation/probe-result.ts';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Twelve letters and digits of random bytes; fewer bytes give fewer. */
export const nonceOf = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, 12)].map((byte) => letters[byte % letters.length] ?? '').join('');

/** A nonce and what can be made of it, as values by their names. */
export function nonceVars(nonce: string): Vars {
  return {
    nonce,
    nonce_upper: nonce.toUpperCase(),
    nonce_reversed: [...nonce].reverse().join(''),
    nonce_sha256: bytesToHex(sha256(utf8ToBytes(nonce))),
  };
}

/** What stands for it in words where nothing was drawn yet, or nobody was there to be asked. */
export const nonceWords: Vars = {
  nonce: '‹what is drawn›',
  nonce_upper: '‹what is drawn, in capitals›',
  nonce_reversed: '‹what is drawn, reversed›',
  nonce_sha256: '‹the SHA-256 of what is drawn›',
};

/** Whether a text is the words for what was drawn, or for what can be made of it, and no more. */
export const isNonceWord = (text: string): boolean => Object.values(nonceWords).includes(text);

/** A result with words in the place of what was drawn, and of all that can be made of it. */
export function wordResult(result: ProbeResult, nonce: string): ProbeResult {
  const values = nonceVars(nonce);
  const word = (text: string | undefined) =>
    text === undefined
      ? undefined
      : Object.entries(nonceWords).reduce(
          (worded, [name, words]) => worded.replaceAll(values[name] ?? words, words),
          text,
        );
  const { body, stdout, stderr } = result;
  return { ...result, body: word(body), stdout: word(stdout), stderr: word(stderr) };
}

/** Whether a probe, or an expectation, has one in it. */
export const hasNonce = (data: unknown): boolean => JSON.stringify(data).includes('{{nonce');
