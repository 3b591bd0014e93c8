import { listWords } from '../../../src/lab/matchers/matcher.ts';
import type { Observation } from '../../../src/lab/observation/observation.ts';

const asked = ['bot', 'admin', 'db'] as const;

/** Variables that hold a password, whichever it is: by their name, or as a URL or words for libpq that have one. */
export function passwordsIn(env: readonly string[]): readonly string[] {
  return env.flatMap((line) => {
    const [, name = line, value = ''] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    const namesFile = /(?:FILE|PATH|DIR)$/i.test(name) || value.startsWith('/run/secrets/');
    const isNamed = /PASS|SECRET|TOKEN/i.test(name) && !namesFile;
    const hasOne = /:\/\/[^/:]*:[^/@]+@|(?:^|[?&\s])password\s*=\s*[^&\s]/.test(value);
    return value !== '' && (isNamed || hasOne) ? [name] : [];
  });
}

/** That a password was changed, and left where it was, is no answer. */
export function tellPasswords({ containers }: Observation) {
  const found = asked.flatMap((service) => {
    const own = containers.filter((each) => each.service === service);
    if (own.length === 0) return [`there is no container of ${service}`];
    return own.flatMap(({ declared }) =>
      passwordsIn(declared.env).map((name) => `${service} has one as ${name}`),
    );
  });
  return {
    ok: found.length === 0,
    observed: found.length === 0 ? 'bot, admin and db have none' : listWords(found),
    expected: 'no password in any environment, neither the first nor another',
  };
}
