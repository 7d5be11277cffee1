/**
 * Turns the members of a body into the parts of a multipart form; members that are undefined or
 * null are left out. A part of bytes is sent as a file: under the name of a `File`, otherwise under
 * the name of its member.
 */
export function toFormData(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null) continue;
    if (!(value instanceof Blob)) form.append(name, String(value));
    else if (value instanceof File) form.append(name, value);
    else form.append(name, value, name);
  }
  return form;
}
