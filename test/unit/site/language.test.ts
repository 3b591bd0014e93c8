import { expect, test } from 'vitest';
import { languageOf } from '../../../src/site/language.ts';

test.each([
  ['compose.yaml', '', 'yaml'],
  ['app/bot.Dockerfile', '', 'dockerfile'],
  ['job.pl', 'use strict;', 'perl'],
  ['srv/report', '#!/bin/sh -eu\necho', 'bash'],
  ['toolkit/scan', '#!/usr/bin/env python3\n', 'python'],
  ['sandbox', 'exec bwrap', 'text'],
  ['notes', '#!/usr/bin/awk -f\n', 'text'],
])('%s that begins with “%s” is %s', (path, text, language) => {
  expect(languageOf(path, text)).toBe(language);
});
