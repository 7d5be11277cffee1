/** Arguments for Node.js that let it run the TypeScript of this project, as the tests do. */
export const withTypeScript = ['--import', new URL('jest/register.js', import.meta.url).href];
