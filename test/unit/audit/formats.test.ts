import { expect, it } from 'vitest';
import { accept } from '../../../src/audit/acceptances.ts';
import { audit } from '../../../src/audit/audit.ts';
import { formatAuditJUnit } from '../../../src/audit/format-junit.ts';
import { formatText } from '../../../src/audit/format-text.ts';
import { rules } from '../../../src/audit/rules.ts';
import { makeAuditPage } from '../../../src/cli/commands/audit.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';

const hostile = makeObserved('<img src=x onerror=alert(1)>');
const web = makeObserved('web');
const report = accept(
  audit(
    makeObservation([
      { ...web, declared: { ...web.declared, privileged: true } },
      { ...hostile, limits: { source: 'unknown', reason: 'a & b', cause: 'not-seen' } },
    ]),
    { rules, written: ['start'] },
  ),
  [{ service: 'web', rule: 'health-check', reason: 'It is short-lived' }],
  '2026-11-24',
);
const book = 'http://127.0.0.1:4321';

it('fits into one file that asks for nothing and runs nothing', () => {
  const html = makeAuditPage(report, book);
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import/i);
  expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
  expect(html).toContain('is privileged');
  expect(html).toContain('a &#38; b');
  const classes = new Set([...html.matchAll(/class="(audit[\w-]*)"/g)].map(([, name = '']) => name));
  for (const name of classes) expect(html).toContain(`.${name}`);
  for (const [, severity = ''] of html.matchAll(/data-severity="(high|medium|low)"/g))
    expect(html).toContain(`.audit [data-severity="${severity}"]`);
});

it('is JUnit with a failure for what counts alone', () => {
  const xml = formatAuditJUnit(report, rules, { failOn: 'high', book });
  expect(xml.match(/<testsuite /g)).toHaveLength(2);
  expect(xml.match(/<testcase /g)).toHaveLength(2 * rules.length);
  expect(xml.match(/<failure /g)).toHaveLength(
    report.findings.filter(({ severity }) => severity === 'high').length,
  );
  expect(xml).toContain('type="high"');
  expect(xml).toContain('accepted: It is short-lived');
  expect(xml).toContain('<skipped');
  expect(xml).not.toContain('<img');
});

it('is read in a terminal: by severity, why once, lines that mend it, where to read', () => {
  const text = formatText(report, { book }).join('\n');
  expect(text).toMatch(/HIGH\nprivileged: A privileged container/);
  expect(text).toContain('✗ web: is privileged; expected no privileged mode.');
  expect(text).toContain('    | services:\n    |   web:\n    |     privileged: false');
  expect(text).toContain('chapter 3, Capabilities (in preparation)');
  expect(text).toContain('ACCEPTED\n  web: health-check. It is short-lived');
  expect(text).toContain('\n  <img src=x onerror=alert(1)>: a & b (memory-limit, pids-limit, cpu-limit)');
  expect(text).toMatch(/\n\d+ high, .*; 1 accepted, \d+ passed, \d+ not judged$/);
});
