import { describe, expect, it } from 'vitest';
import { custom } from '../../../../src/lab/authoring.ts';
import { applyEdits } from '../../../../src/lab/manifest/edit.ts';
import { mistakesOf } from '../../../../src/runner/verify/service-removed.ts';
import { input, makeManifest } from '../../../fixtures/manifest.ts';

const removed = (change: Parameters<typeof makeManifest>[0] = {}) =>
  mistakesOf(makeManifest(change))['service-removed'];
const of = (service: string, check = input.checks.sealed) =>
  ({ ...check, service }) as NonNullable<typeof check>;
const any = custom('any', () => ({ unknown: { reason: 'no matter', cause: 'host-lacks' } }));
const customChecks = { any: any.customCheck ?? (() => ({ unknown: { reason: '', cause: 'host-lacks' } })) };

describe('the mistake that every lab has', () => {
  it('stands beside those that it has itself', () => {
    expect(Object.keys(mistakesOf(makeManifest()))).toEqual(['group-only', 'service-removed']);
  });

  it('is the solution without any service', () => {
    const mistake = removed();
    expect(mistake?.from).toBe('solution');
    const files = { 'compose.yaml': 'services: {web: {image: a}, db: {image: b}}\nvolumes: {x: {}}\n' };
    expect(applyEdits(files, mistake?.edits ?? [])['compose.yaml']).toBe(
      'services: {}\nvolumes: { x: {} }\n',
    );
  });

  it('fails the guards, and every check that none of them blocks', () => {
    expect(removed()?.fails).toEqual({ serves: 'There is no container' });
    expect(removed({ checks: { ...input.checks, sealed: of('db') } })?.fails).toEqual({
      serves: 'There is no container',
      sealed: 'There is no container',
    });
    expect(removed({ guards: {} })?.fails).toEqual({
      'not-root': 'There is no container',
      sealed: 'There is no container',
    });
  });

  it('fails a custom check too, whatever that says', () => {
    const checks = { ...input.checks, sealed: any.data };
    expect(removed({ checks, customChecks, guards: {} })?.fails).toMatchObject({ sealed: '' });
    expect(removed({ checks, customChecks })?.fails).toEqual({ serves: 'There is no container' });
  });

  it('is left to the author who writes one', () => {
    const own = { from: 'solution', edits: [], run: [], fails: { serves: 'gone' } };
    const states = { ...input.states, mistakes: { 'service-removed': own } };
    expect(removed({ states })).toEqual(own);
  });
});
