/** Colours by name; each pair that touches has a contrast of 4.5 or more. */
const light = {
  back: '#ffffff',
  raised: '#f4f6f8',
  text: '#1c2329',
  quiet: '#515c66',
  line: '#c8d0d7',
  link: '#0b57b0',
  accent: '#a3160f',
  mark: '#fff3d6',
};

const dark: typeof light = {
  back: '#14181c',
  raised: '#1f252b',
  text: '#e7ebef',
  quiet: '#aab4be',
  line: '#46515b',
  link: '#86bdff',
  accent: '#ff9a90',
  mark: '#3a3016',
};

function variables(colours: typeof light): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value};`)
    .join('');
}

/**
 * The style of every static page. The reader's system decides on light or dark, until he chooses by
 * the switch. Fonts are those of the system, Chinese ones included: nothing is loaded.
 */
export const pageStyle = `
:root{color-scheme:light;${variables(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme]){color-scheme:dark;${variables(dark)}}}
:root[data-theme=dark]{color-scheme:dark;${variables(dark)}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--back);color:var(--text);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif;overflow-wrap:break-word}
html:lang(zh) body{line-height:1.75}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-100vw;top:0;padding:.5rem 1rem;background:var(--back);z-index:1}
.skip:focus{left:0}
.top{background:var(--raised);border-bottom:1px solid var(--line)}
.top>div,.frame,.foot>div{max-width:72rem;margin:auto;padding:.5rem 1rem}
.top>div{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem}
.site{font-weight:700;color:var(--text);text-decoration:none;padding:.25rem 0}
.top nav{flex:1 1 auto}
.top ul{display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none;margin:0;padding:0}
.top li a,.language{display:inline-block;padding:.25rem 0;min-height:1.75rem}
[aria-current]{color:var(--text);font-weight:700;text-decoration:none}
.theme{font:inherit;color:var(--text);background:var(--back);border:1px solid var(--quiet);border-radius:4px;padding:.1rem .6rem;min-height:1.75rem;cursor:pointer}
.theme[aria-pressed=true]{background:var(--text);color:var(--back)}
.frame{display:grid;grid-template-columns:minmax(0,1fr);gap:0 3rem}
@media (min-width:62rem){.frame.beside{grid-template-columns:15rem minmax(0,1fr)}.frame.beside main{grid-area:1/2}.aside{grid-area:1/1;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto}}
.aside{font-size:.925rem;padding:.75rem 0}
.aside h2{font-size:.925rem;margin:.75rem 0 .25rem;color:var(--quiet);border:0;padding:0}
.aside ul{list-style:none;margin:0;padding:0}
.aside li a{display:block;padding:.15rem 0}
main:focus{outline:none}
main{padding:.5rem 0 2rem;min-width:0}
main>:is(p,ul,ol,h1,h2,h3,h4,blockquote){max-width:46rem}
h1{font-size:1.9rem;line-height:1.25;margin:1rem 0}
h2{font-size:1.4rem;line-height:1.3;margin:2.25rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line)}
h3{font-size:1.12rem;margin:1.75rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .4rem}
.self{color:var(--quiet);text-decoration:none;font-weight:400;padding:0 .3em;opacity:0}
:is(h1,h2,h3,h4):hover .self,.self:focus{opacity:1}
:target{background:var(--mark)}
li{margin:.25rem 0}
code,pre,kbd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","Noto Sans Mono CJK SC",monospace;font-size:.875em}
code{background:var(--raised);border-radius:3px;padding:.1em .25em;overflow-wrap:anywhere}
pre{background:var(--raised);border:1px solid var(--line);border-radius:4px;padding:.75rem 1rem;overflow:auto;line-height:1.5;max-width:60rem}
pre code{background:none;padding:0;overflow-wrap:normal}
.wide{overflow-x:auto;margin:1rem 0;max-width:60rem}
table{border-collapse:collapse;width:100%;font-size:.925rem;line-height:1.5}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border:1px solid var(--line);min-width:2.5rem}
th{background:var(--raised)}
td code{overflow-wrap:break-word}
blockquote{margin:1rem 0;padding:.25rem 1rem;border-left:4px solid var(--accent);background:var(--raised)}
figure{margin:1.5rem 0;max-width:60rem}
figure svg{display:block;height:auto;min-width:34rem;max-width:100%;color:var(--text)}
figcaption{color:var(--quiet);font-size:.925rem}
figure+.wide strong{color:var(--accent)}
.foot{border-top:1px solid var(--line);color:var(--quiet);font-size:.9rem}
.foot ul{display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none;margin:0;padding:0}
@media print{
:root,:root[data-theme=dark],:root:not([data-theme]){color-scheme:light;${variables(light)}}
.top,.skip,.aside,.foot,.self{display:none}
body{font-size:10.5pt}
pre,.wide{overflow:visible;white-space:pre-wrap;overflow-wrap:anywhere}
.wide{white-space:normal}
pre,table,figure{max-width:none}
tr,figure{break-inside:avoid}
h2,h3,h4{break-after:avoid}
figure svg{min-width:0}
a[href^="http"]::after{content:" (" attr(href) ")";font-size:.85em}
}
`.trim();
