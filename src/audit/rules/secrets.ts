/** What looks like a secret, by its name or as a part of a URL. The values stay where they are. */

const secretName =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRETS?|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)(_|$)/i;
/** A URL with a password in it: RFC 3986, userinfo. */
const secretUrl = /(?:^|[^a-z0-9+.-])([a-z][a-z0-9+.-]*):\/\/[^/\s:@]*:[^/\s@]+@/i;

/** The scheme of a URL with a password that a text has in it. */
export function findSecretUrl(text: string): string | undefined {
  return secretUrl.exec(text)?.[1];
}

/** Names of variables whose values look like secrets. */
export function findSecrets(env: readonly string[]): readonly string[] {
  return env.flatMap((entry) => {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    const value = entry.slice(at + 1);
    if (at < 1 || value === '' || /_FILE$/i.test(name) || name === 'PWD' || name === 'OLDPWD') return [];
    return secretName.test(name) || findSecretUrl(value) !== undefined ? [name] : [];
  });
}
