/** What a user may do: read, change workflows and run them, review versions. */
export type Role = 'reader' | 'author' | 'reviewer';

/** An IAM user of the sandbox. */
export interface SandboxUser {
  readonly id: string;
  readonly name: string;
  /** Name of the account. */
  readonly domain: string;
  readonly password: string;
  /** Access key, and its secret key. */
  readonly ak: string;
  readonly sk: string;
  readonly roles: readonly Role[];
}

/** Who can sign in. The first is whoever calls without signing in. */
export type Users = readonly [SandboxUser, ...SandboxUser[]];

/** The users of a sandbox that is given no others. */
export const usualUsers: Users = [
  user('admin', '5857617f6b8b4981baef587c08ab8b68', ['reader', 'author', 'reviewer']),
  user('author', '1a4f0e2b7c5d4c0f9b1e6d3a8f2c7e01', ['reader', 'author']),
  user('reviewer', '2b5e1f3c8d6e4d1a8c2f7e4b9a3d8f02', ['reader', 'reviewer']),
  user('reader', '3c6f2a4d9e7f4e2b9d3a8f5c0b4e9a03', ['reader']),
];

function user(name: string, id: string, roles: readonly Role[]): SandboxUser {
  return {
    id,
    name,
    domain: 'sandbox',
    password: `${name}-password`,
    ak: `AK${name.toUpperCase()}`.padEnd(20, '0'),
    sk: `${name}-secret-key`.padEnd(40, '0'),
    roles,
  };
}
