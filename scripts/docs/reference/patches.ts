import type { Patch } from '../patch.js';

/**
 * Changes to the code of Redoc 3.0.1, as Redocly CLI 2.77 inlines it, that no option offers.
 *
 * The search keeps the renderer's ranking but finds its candidates by looking into the texts
 * themselves: its own index knows Chinese by the beginnings of runs without a space only, and costs
 * more time and memory than it saves at the size of a description.
 */
export const rendererPatches: readonly Patch[] = [
  {
    why: 'the sidebar is a landmark',
    anchor: '(Rke,{className:e,',
    replacement: '(Rke,{role:`navigation`,"aria-label":sidebarLabel,className:e,',
  },
  {
    why: 'no level of headings is skipped: Request, Responses',
    anchor: 'Rxe=L(AL)`',
    replacement: 'Rxe=L(AL).attrs({as:`h3`})`',
  },
  {
    why: 'no level of headings is skipped: Path, Body',
    anchor: 'nwe=L.h5`',
    replacement: 'nwe=L.h4`',
  },
  {
    why: 'the link from a heading to itself is named after the heading, not its address',
    anchor: 'label:`link to ${t}`}),(0,V.jsx)(`span`,{children:n})',
    replacement: 'label:`link to ${headingText(n)}`}),(0,V.jsx)(`span`,{children:n})',
  },
  {
    why: 'the place of a field that a search found is named in the language of the page',
    anchor: 'H1(u.place)',
    replacement: 'H1(placeName(u.place))',
  },
  {
    why: 'the name of the list of examples is the text that it shows',
    anchor: '"aria-label":`Example`,options:',
    replacement: 'options:',
  },
  {
    why: 'a Chinese word is found inside a run of Chinese text',
    anchor: 'TDe=/[\\p{L}\\p{N}_-]/u',
    replacement: 'TDe=/(?!\\p{Script=Han})[\\p{L}\\p{N}_-]/u',
  },
  {
    why: 'a query in Chinese is taken apart into words to mark them',
    anchor:
      'let t=[...new Set(e.toLowerCase().split(/\\s+/g).filter(Boolean))];return t.some(e=>e.length>=2)?t:[]',
    replacement: 'return searchWords(e)',
  },
  {
    why: 'a query in Chinese is taken apart into words to find them',
    anchor: 'n=t.split(/\\s+/g).filter(Boolean);return{text:t,words:n.some(e=>e.length>=2)?n:[]}',
    replacement: 'n=searchWords(e);return{text:t,words:n}',
  },
  {
    why: 'the texts are searched without an index',
    anchor: '_index=$De();',
    replacement: '',
  },
  {
    why: 'no index is filled; an operation is known by its id and its name in the other language',
    anchor:
      'this._documents.set(e.id,e),this._lowerDocuments.set(e.id,$2(e)),this._index.add(e.id,eOe(e))',
    replacement: 'this._documents.set(e.id,e)',
  },
  {
    why: 'candidates are the places that hold every word',
    anchor: 'let n=await tOe(this._index,e);',
    replacement:
      'if(!this._lowerDocuments.size)for(let e of this._documents.values())this._lowerDocuments.set(e.id,{...$2(e),also:Y2(pageRoutes[e.id]?.also)});let n=new Set([...this._lowerDocuments].filter(([,e])=>t.words.every(t=>[e.title,e.also,e.text,e.httpMethod,e.httpPath,e.path,e.parameters].some(e=>x0(e,t)))).map(([e])=>e));',
  },
  {
    why: 'a place counts as found when its other name holds the words',
    anchor: 'i4(n,e.title)&&r.push(`title`)',
    replacement: '(i4(n,e.title)||i4(n,e.also))&&r.push(`title`)',
  },
  {
    why: 'a place whose other name holds the words ranks as if it were its title',
    anchor: 'i=cOe(e.title,n,r);return(i?i+lOe(e.title,r):0)',
    replacement:
      'i=Math.max(cOe(e.title,n,r),e.also?cOe(e.also,n,r):0);return(i?i+lOe(e.title,r):0)',
  },
  {
    why: 'a place that is found by its other name is shown itself, not one of its fields',
    anchor: 'return r4(r,e.title)||r4(r,e.text)&&',
    replacement: 'return r4(r,e.title)||r4(r,e.also)||r4(r,e.text)&&',
  },
  {
    why: 'the chosen example has a code sample of its own, in the order of the examples',
    anchor: 'let e=O?.find(e=>Dj(e)===ee);return e?e.source',
    replacement: 'let t=O?.filter(e=>Dj(e)===ee)??[],e=t[w]??t[0];return e?e.source',
  },
  {
    why: 'the code sample follows the chosen example',
    anchor: '[ee,O,n]),ae=',
    replacement: '[ee,O,n,w]),ae=',
  },
  {
    why: 'the search box can be reached and used by the keyboard',
    anchor: '"data-testid":`search-trigger`,children:i===',
    replacement:
      '"data-testid":`search-trigger`,role:`button`,tabIndex:0,onKeyDown:t=>{(t.key===`Enter`||t.key===` `)&&(t.preventDefault(),e(t))},children:i===',
  },
];
