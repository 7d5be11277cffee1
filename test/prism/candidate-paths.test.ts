import { beforeAll, expect, test } from '@jest/globals';
import { createRequire } from 'node:module';
import { objectAt, readDescription } from '../../scripts/lib/openapi/document.js';
import { defaultBundle } from '../../scripts/lib/paths.js';

/** What Prism routes by, and what it finds: an operation, or the reason why none. */
interface Router {
  default: (question: {
    resources: { path: string; method: string; id: string }[];
    input: { method: string; url: { path: string } };
  }) => { _tag: string; right?: { id: string }; left?: Error };
}

const prism = createRequire(createRequire(import.meta.url).resolve('@stoplight/prism-http'));
const router = prism('./router/index.js') as Router;
const plain = router.default;

beforeAll(async () => {
  await import('../../scripts/lib/prism/candidate-paths.js');
  expect(router.default).not.toBe(plain);
});

const odd = [
  ...['/', '/a', '/a/', '/a/b', '/a/{id}', '/{any}/b', '/{any}', '/a/{id}/c', '/a/b/c'],
  ...['/files/{name}.json', '/files/{name}', '/files/{from}-{to}', '/files/100%25', '/files/x y'],
  ...['/sums/{a},{b}', '/;{matrix}', '/a//b', '/files/{name}.tar.gz', '/größe/{id}'],
];
const asked = [
  ...odd,
  ...['', 'a', '//', '/a/b/', '/b/b', '/nothing/of/all/this', '/files/x.json', '/files/x.tar.gz'],
  ...['/files/1-2', '/files/100%25', '/files/100%', '/files/x%20y', '/files/x y', '/a/%62'],
  ...['/a/%2F', '/a/%E0%A4%A', '/sums/1,2', '/;m=1', '/gr%C3%B6%C3%9Fe/1', '/größe/1', '/a%2Fb'],
];

/** How a request is answered: by an operation, or by an error. */
const answerOf = (
  route: Router['default'],
  paths: readonly string[],
  path: string,
  method: string,
) => {
  const resources = paths.flatMap((one) => [
    { path: one, method: 'get', id: `get ${one}` },
    { path: one, method: 'post', id: `post ${one}` },
  ]);
  try {
    const { right, left } = route({ resources, input: { method, url: { path } } });
    return right?.id ?? `${left?.name}: ${left?.message}`;
  } catch (error) {
    return String(error);
  }
};

test.each([
  ['odd paths', odd, asked],
  ['no path', [], ['/a']],
])('Of %s, the same operation answers as in Prism alone', (_, paths, requests) => {
  for (const method of ['get', 'delete']) {
    for (const path of requests) {
      expect([path, answerOf(router.default, paths, path, method)]).toEqual([
        path,
        answerOf(plain, paths, path, method),
      ]);
    }
  }
});

test('Of the description, each operation answers at its path', () => {
  const paths = Object.keys(objectAt(readDescription(defaultBundle), '/paths'));
  expect(paths).not.toEqual([]);
  for (const path of paths) {
    const request = path.replaceAll(/\{[^}]+\}/g, 'value');
    expect(answerOf(router.default, paths, request, 'get')).toBe(
      answerOf(plain, paths, request, 'get'),
    );
  }
});
