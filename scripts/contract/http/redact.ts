import type { Answer } from '../answer.js';

/** Shorter texts are no secrets, and taking them out would garble every word that holds them. */
const shortest = 6;

/** Takes secrets out of a text, also as they stand in addresses and in JSON. */
export function redact(text: string, secrets: ReadonlySet<string>): string {
  let rest = text;
  for (const secret of secrets) {
    if (secret.length < shortest) continue;
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      rest = rest.replaceAll(form, '[hidden]');
    }
  }
  return rest;
}

/** An answer without secrets that the server repeats. */
export function redactAnswer(answer: Answer, secrets: ReadonlySet<string>): Answer {
  const held = [...secrets].filter(({ length }) => length >= shortest);
  if (held.length === 0) return answer;
  return {
    ...answer,
    text: redact(answer.text, secrets),
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, redact(value, secrets)]),
    ),
    mediaType: redact(answer.mediaType, secrets),
  };
}
