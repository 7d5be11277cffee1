/** Class of the client's errors that stands for an answer with this status, as the description has it. */
export function errorClass(status: string): string {
  const known: Record<string, string> = {
    '401': 'AuthenticationError',
    '403': 'PermissionError',
    '404': 'NotFoundError',
    '429': 'ThrottledError',
  };
  if (known[status] !== undefined) return known[status];
  if (status.startsWith('4')) return 'InvalidRequestError';
  return status.startsWith('5') ? 'ServerError' : 'SecMasterError';
}
