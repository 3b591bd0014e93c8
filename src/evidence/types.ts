/**
 * The names by which evidence is told apart. Those of ours are UUIDs as URNs (RFC 9562, section 4): unique by
 * construction, and nobody has to own a host for them. Another meaning gets another UUID.
 */

/** Of the JSON that an envelope carries: in-toto attestation, spec/v1/envelope.md. */
export const payloadType = 'application/vnd.in-toto+json';

/** in-toto attestation, spec/v1/statement.md. */
export const statementType = 'https://in-toto.io/Statement/v1';

/** What was judged: in-toto attestation, spec/predicates/test-result.md. */
export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1';

/** What could not be judged. in-toto's test results have no word for it, and `FAILED` would be another statement. */
export const notGradedType = 'urn:uuid:00ac4f18-28dd-4cf1-981b-fca8d8960d89';

/** The member of a test result's predicate that holds what Drydock adds to it. */
export const extensionName = 'urn:uuid:f0a365d2-437a-4f5e-85d4-c14b71c7c2d8';

/**
 * How a lab's content is hashed (`Lab.contentHash`): lower-case hex of a SHA-256 over each file's path, its length and
 * its content. in-toto attestation, spec/v1/digest_set.md, lets whoever documents one add an algorithm.
 */
export const labDigest = 'drydockLab1';
