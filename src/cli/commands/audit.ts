import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Acceptance, accept, parseAcceptances } from '../../audit/acceptances.ts';
import { audit } from '../../audit/audit.ts';
import type { AuditReport } from '../../audit/audit-report.ts';
import { formatAuditHtml } from '../../audit/format-html.ts';
import { formatAuditJUnit } from '../../audit/format-junit.ts';
import { formatText } from '../../audit/format-text.ts';
import { rules } from '../../audit/rules.ts';
import { isAtLeast, type Severity } from '../../audit/severity.ts';
import { DrydockError } from '../../lab/errors.ts';
import { readChapters } from '../../runner/chapters.ts';
import { observeProject } from '../observe-project.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { root } from '../root.ts';
import { makeSelfContainedPage } from '../self-contained-page.ts';
import { makeLineProgress } from '../show-progress.ts';

export interface AuditCommandOptions extends HomeOptions {
  readonly chapter?: string;
  readonly failOn: Severity;
  readonly accept?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly book: string;
}

const defaultFile = 'drydock-audit.yaml';

/**
 * Holds what the chapters teach against a project of the reader's own. The answer is no (exit 1) where something
 * counts.
 */
export async function auditProject(
  project: string,
  options: AuditCommandOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const { failOn } = options;
  const book = options.book.replace(/\/+$/, '');
  const asked = rules.filter(({ chapter }) => options.chapter === undefined || chapter === options.chapter);
  if (asked.length === 0)
    throw new DrydockError('bad-usage', {
      message: `No rule of the audit belongs to the chapter “${options.chapter}”.`,
      fix: `Ask for one of ${[...new Set(rules.map(({ chapter }) => chapter))].join(', ')}, or for all by leaving it out.`,
    });
  const acceptances = await readAcceptances(options.accept);
  const { chapters } = await readChapters(options.content ?? join(root, 'content'));
  const onProgress = makeLineProgress(tell);
  const observation = await observeProject(project, options, onProgress, signal);
  const found = audit(observation, { rules: asked, written: chapters.map(({ id }) => id) });
  const mine = acceptances.filter(({ rule }) => asked.some(({ id }) => id === rule));
  const report = accept(found, mine, observation.takenAt.slice(0, 10));
  if (options.junit !== undefined)
    await writeFile(options.junit, formatAuditJUnit(report, asked, { failOn, book }));
  if (options.html !== undefined) await writeFile(options.html, makeAuditPage(report, book));
  output.answer(report, formatText(report, { book }));
  return !report.findings.some((finding) => !finding.accepted && isAtLeast(finding.severity, failOn));
}

/** The report as one file. */
export function makeAuditPage(report: AuditReport, book: string): string {
  return makeSelfContainedPage({ ...formatAuditHtml(report, { book }), styles: ['audit/audit.css'] });
}

/** A file that is named has to be there; the usual one may be missing. */
async function readAcceptances(file: string | undefined): Promise<readonly Acceptance[]> {
  const path = file ?? defaultFile;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (file === undefined && cause.code === 'ENOENT') return undefined;
    throw new DrydockError('bad-usage', { message: `${path} cannot be read: ${cause.message}.`, cause });
  });
  if (text === undefined) return [];
  return parseAcceptances(
    text,
    path,
    rules.map(({ id }) => id),
  );
}
