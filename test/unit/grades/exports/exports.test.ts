import { validateStrict } from 'ctrf';
import { describe, expect, test } from 'vitest';
import { ctrfJson } from '../../../../src/grades/exports/ctrf-json.ts';
import { GradebookJsonSchema, gradebookJson } from '../../../../src/grades/exports/gradebook-json.ts';
import { gradesJUnit } from '../../../../src/grades/exports/grades-junit.ts';
import { gradescopeJson } from '../../../../src/grades/exports/gradescope-json.ts';
import { longCsv } from '../../../../src/grades/exports/long-csv.ts';
import { moodleCsv } from '../../../../src/grades/exports/moodle-csv.ts';
import { readTable } from '../../../../src/grades/tables/read-table.ts';
import { gradebook, policy } from './course.ts';

const table = (csv: string) => readTable(new TextEncoder().encode(csv), 'x.csv');
const gradeAt = (person: string) => {
  const grade = gradebook.rows.find((row) => row.person.id === person)?.grades.get('lab-1');
  if (grade === undefined) throw new Error(`${person} has no grade`);
  return grade;
};

describe('an export of grades', () => {
  test('for Moodle has a row for who is decided, and for nobody else', () => {
    const { csv, left } = moodleCsv(gradebook, 'lab-1');
    const { header, rows } = table(csv);
    expect(header).toEqual(['Username', 'ID number', 'Email address', 'Lab 1']);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['anna', 'S-anna', 'anna@x.org', '7.5'],
      ['cem', '', 'cem@x.org', '0'],
    ]);
    expect(left.map(({ person, why }) => [person.id, why])).toEqual([
      ['ben', 'is could-not-grade'],
      ['dora', 'is excused'],
      ['eve', 'has no id that Moodle knows'],
    ]);
  });

  test('in one long table leaves empty what is not decided, and no name is a formula', () => {
    const { header, rows } = table(longCsv(gradebook));
    const column = (head: string) => rows.map(({ cells }) => cells[header.indexOf(head)]);
    expect(column('person')).toEqual(['anna', 'ben', 'cem', 'dora', 'eve']);
    expect(column('state')).toEqual(['graded', 'could-not-grade', 'missing', 'excused', 'graded']);
    expect(column('points')).toEqual(['7.5', '', '0', '', '7.5']);
    expect(column('passed')).toEqual(['yes', '', 'no', '', 'yes']);
    expect(column('name')[1]).toBe(`'=HYPERLINK("http://evil","Ben")`);
    expect(column('counted')).toEqual(['sub-anna', '', '', '', 'sub-eve']);
  });

  test('for Gradescope has score, checks and the arithmetic, once it is decided', () => {
    expect(JSON.parse(gradescopeJson(policy, gradeAt('anna'), 'sha256:head') ?? '')).toMatchObject({
      score: 7.5,
      visibility: 'after_due_date',
      tests: [
        { score: 2, max_score: 2, status: 'passed', name: 'caps/drop: It runs' },
        { score: 2, max_score: 2, status: 'passed', name: 'caps/drop: It drops' },
        { score: 2, max_score: 2, status: 'passed', name: 'caps/drop: It reads' },
        {
          score: 0,
          max_score: 2,
          status: 'failed',
          name: 'caps/drop: It hides',
          output: 'web: fail, “<&=>”.',
        },
      ],
      extra_data: { state: 'graded', of: 10, evidence: 'sha256:head' },
    });
    expect(gradescopeJson(policy, gradeAt('ben'), undefined)).toBeUndefined();
  });

  test('in CTRF is what its schema says', () => {
    const report: unknown = JSON.parse(ctrfJson(gradebook, 'lab-1'));
    validateStrict(report);
    expect(report.results.summary).toMatchObject({ tests: 11, passed: 6, failed: 3, other: 1, skipped: 1 });
    expect(report.results.tests.find(({ status }) => status === 'other')).toMatchObject({
      name: 'caps/drop',
      suite: ['Lab 1', '=HYPERLINK("http://evil","Ben")', 'caps/drop'],
      message: 'It could not be graded.',
    });
    const broken = JSON.parse(ctrfJson(gradebook, 'lab-1').replace('"failed": 3', '"failed": "3"'));
    expect(() => validateStrict(broken)).toThrow();
  });

  test('in JUnit tells a failure from what could not be graded', () => {
    const xml = gradesJUnit(gradebook, 'lab-1');
    expect(xml.match(/<testsuite /g)).toHaveLength(5);
    expect(xml).toContain('<failure type="failed">web: fail, “&lt;&amp;=&gt;”.</failure>');
    expect(xml).toContain('<error type="could-not-grade">It could not be graded.</error>');
    expect(xml.match(/<skipped/g)).toHaveLength(1);
    expect(xml).toContain('<system-out>Excused.</system-out>');
  });

  test('has the head of the chain of evidence, in every form that has a place for it', () => {
    const forms = [
      longCsv,
      gradebookJson,
      (of: typeof gradebook) => ctrfJson(of, 'lab-1'),
      (of: typeof gradebook) => gradesJUnit(of, 'lab-1'),
    ];
    for (const form of forms) {
      expect(form(gradebook)).toContain('sha256:head');
      expect(form({ ...gradebook, evidence: undefined })).not.toContain('sha256');
    }
  });

  test('in JSON is of the form that its schema says, and says no private reason', () => {
    const json = gradebookJson(gradebook);
    const read = GradebookJsonSchema.parse(JSON.parse(json));
    expect(read.rows.map(({ grades }) => grades[0]?.points)).toEqual([7.5, null, 0, null, 7.5]);
    expect(read.rows[0]?.grades[0]?.lines).toContain('caps/drop: 7.5 of 10 points.');
    expect(json).not.toContain('private');
  });
});
