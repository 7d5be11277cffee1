import { describe, expect, test } from '@jest/globals';
import { shake } from '../../../scripts/docs/reference/shake.js';
import { UserError } from '../../../scripts/lib/cli.js';

/** The shape of the renderer: helpers, modules that run when first called, and what is made of them. */
function bundle(body: string): string {
  return `(()=>{var o=(e,t)=>()=>(e&&(t=e(e=0)),t);${body}})()`;
}

/** What is left of a bundle, and what it returns. */
function shaken(body: string): { code: string; value: unknown } {
  const code = shake(bundle(body));
  return { code, value: (0, eval)(code) as unknown };
}

describe('shaking a bundle', () => {
  test('keeps what is used, and its text', () => {
    const body =
      'var a=1,b=a+1,c,m=o(()=>{c=b});m();function f(){return c}class C{};return f()+new C().x';
    expect(shake(bundle(body))).toBe(bundle(body));
  });

  test.each([
    ['a function', 'function unused(){return 1}'],
    ['a class', 'class unused{}'],
    ['the only declaration of a statement', 'var unused=1;'],
    ['the first of several', 'var unused=1,a=2;'],
    ['one between others', 'var a=2,unused=1,b=3;'],
    ['the last of several', 'var a=2,unused=1;'],
    ['several next to each other', 'var unused=1,unused2=2,a=2,unused3=3,unused4=4;'],
    [
      'what only another unused one uses',
      'function unused(){return unused2()}function unused2(){}',
    ],
    ['two that use each other', 'function unused(){return unused2()}function unused2(){unused()}'],
    ['a style, whose making looks like a deed', 'var unused=String.raw`color: red`;'],
    [
      'what only completes it',
      'function unused(){}unused.prototype.x=1,unused.prototype.y=function(){};',
    ],
    ['an enumeration', 'var unused;(function(e){e[e.A=0]=`A`})(unused||={});'],
    ['what only prepares it', 'function p(e){e.x=1}var unused={};p(unused);'],
  ])('takes out %s', (_, body) => {
    const { code, value } = shaken(`${body}return typeof a===\`undefined\`?2:a`);
    expect(code).not.toContain('unused');
    expect(value).toBe(2);
  });

  test('keeps what completes something that is used', () => {
    expect(shaken('function F(){}F.prototype.x=1;return new F().x').value).toBe(1);
  });

  test('takes out a module of which nothing is used, and the calls that run it', () => {
    const { code, value } = shaken(
      'var unused,m=o(()=>{unused=`a module`}),a,n=o(()=>{m(),a=1});n();return a',
    );
    expect(code).not.toMatch(/unused|a module|\bm\b/);
    expect(value).toBe(1);
  });

  test('keeps a module that gives what is used, and runs it before', () => {
    expect(shaken('var a,m=o(()=>{a=1}),b,n=o(()=>{m(),b=a+1});n();return b').value).toBe(2);
  });

  test('keeps a module that gives several, of which one is used', () => {
    expect(shaken('var a,b,m=o(()=>{a=1,b=2});m();return a').value).toBe(1);
  });

  test('keeps a module that gives nothing: it is run for what it does', () => {
    const { value } = shaken('var seen=[],m=o(()=>{seen.push(1)});m();return seen.length');
    expect(value).toBe(1);
  });

  test('keeps a module whose run gives a value', () => {
    expect(shaken('var a,m=o(()=>{a=1;return 5});return m()').value).toBe(5);
  });

  test('does not take a name inside a function for the one outside', () => {
    const { code } = shaken(
      'var unused=1;function f(unused2){var unused2=2;return unused2}return f()',
    );
    expect(code).not.toMatch(/unused\b/);
    expect(code).toContain('unused2');
  });

  test.each(['let a = 1;', 'run()', '(() => 1)()'])('refuses what is no bundle: %s', (code) => {
    expect(() => shake(code)).toThrow(UserError);
  });
});
