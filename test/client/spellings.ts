/** Ways in which servers, proxies and libraries write a secret that was sent to them. */
export const spellings: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
  'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'escaped as in JSON': escapeAsJson,
  'escaped as in JSON twice': (secret) => escapeAsJson(escapeAsJson(secret)),
  'escaped as in JSON, with its slashes': (secret) => escapeAsJson(secret).replaceAll('/', '\\/'),
  'escaped as in JSON by numbers': (secret) =>
    secret.replace(
      /[^A-Za-z0-9]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'in Base64': (secret) => encode(secret, 'base64'),
  'in base64url': (secret) => encode(secret, 'base64url'),
  'in Base64 inside of a longer text': (secret) =>
    ['u:', 'user:', 'a user:'].map((user) => encode(`${user}${secret} or so`, 'base64')).join(' '),
  'in base64url inside of a longer text': (secret) =>
    ['u:', 'user:', 'a user:'].map((user) => encode(`${user}${secret}`, 'base64url')).join(' '),
};

function escapeAsJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function encode(text: string, encoding: 'base64' | 'base64url'): string {
  return Buffer.from(text).toString(encoding);
}

/**
 * The secrets of which a text gives a part away, as it is or in Base64 wherever it begins. It knows
 * nothing of how secrets are taken out.
 *
 * @param least - characters in a row that give a secret away
 */
export function revealed(text: string, secrets: readonly string[], least = 6): string[] {
  const texts = [...new Set(text.split('\n'))];
  for (const digits of new Set(text.match(/[\w+/-]{8,}/g))) {
    for (const start of [0, 1, 2, 3]) {
      texts.push(Buffer.from(digits.slice(start), 'base64').toString('latin1'));
    }
  }
  const whole = texts.join('\n');
  return secrets.filter((secret) => {
    for (let start = 0; start + least <= secret.length; start += 1) {
      if (whole.includes(secret.slice(start, start + least))) return true;
    }
    return false;
  });
}
