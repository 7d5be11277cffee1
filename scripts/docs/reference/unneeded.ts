import type { Mend } from '../mend.js';

/** Takes something out of the renderer's code. */
const without = (why: string, anchor: string, replacement = ''): Mend => ({
  why,
  anchor,
  replacement,
});

/** Where a kind of item has its own view in the renderer. */
const views = (cases: Readonly<Record<string, string>>): string =>
  Object.entries(cases)
    .map(([name, view]) => `case\`${name}\`:return(0,V.jsx)(${view},{node:e});`)
    .join('');

/**
 * What the renderer of Redoc 3.0.1 brings along and an OpenAPI reference never calls. Each change cuts
 * one connection; what hangs on it alone is then taken out by `shake`. Together they take about a
 * third of the page away, and all code that could report a reader's steps to somebody.
 */
export const unneeded: readonly Mend[] = [
  without(
    'the page starts the renderer itself, with a description in it',
    'VHe(),{RedocStandalone,hydrate,init}',
    '{hydrate}',
  ),
  without(
    'the description is bundled before the page is built, and it is OpenAPI 3',
    'o=await PHe({spec:e,specUrl:t,skipBundle:v1(n.skipBundle,!1)})',
    'o={type:th.OPENAPI,document:e}',
  ),
  without(
    'nothing is shown of AsyncAPI and GraphQL',
    'else if(aFe(e)){let{processAsyncApiDocument:t}=await Promise.resolve().then(()=>(NNe(),jNe));r=t({...e,options:n})}else if(oFe(e)){let{processGraphqlDocument:t}=await Promise.resolve().then(()=>(nFe(),$Pe));r=t({...e,options:n})}',
  ),
  without(
    'no part of a GraphQL schema is copied',
    'let{extractGraphqlSlice:e}=await Promise.resolve().then(()=>(hxe(),lxe));return e(t,n)}',
    'return}',
  ),
  without('no message of AsyncAPI is shown', views({ messages: 'jSe' })),
  without(
    'no field of GraphQL is shown',
    views({
      'graphql-fields': 'qCe',
      'graphql-args': 'u1',
      'return-type': 'JCe',
      'possible-types': 'XCe',
      implements: 'ZCe',
      'implemented-by': 'QCe',
    }),
  ),
  without('no argument of GraphQL is shown', views({ arguments: 'u1' })),
  without(
    'no sample of GraphQL is shown',
    ',"graphql-query":gme,"graphql-response":_me,"graphql-type-sample":vme,"graphql-variables":yme}',
    '}',
  ),
  without(
    'no panel of AsyncAPI is shown',
    '[G.BROKERS]:vfe,[G.CHANNEL_BINDING]:Afe,[G.OPERATION_BINDING]:Pfe,[G.MESSAGE_BINDING]:Lfe,[G.MESSAGE_REFERENCES]:Bfe,',
  ),
  without(
    'samples are in the languages of this project, and these have icons',
    'csharp:(0,V.jsx)(MI,{}),csharpnewtonsoft:(0,V.jsx)(MI,{}),node:(0,V.jsx)(Npe,{}),javascript:(0,V.jsx)(Ppe,{}),python:(0,V.jsx)(Fpe,{}),r:(0,V.jsx)(Ipe,{}),ruby:(0,V.jsx)(Lpe,{}),php:(0,V.jsx)(Rpe,{}),go:(0,V.jsx)(zpe,{}),java:(0,V.jsx)(NI,{}),java8:(0,V.jsx)(NI,{})',
    'javascript:(0,V.jsx)(Ppe,{})',
  ),
  without(
    'the texts are the project’s own, and the page runs no script of theirs',
    'return n?Wae().sanitize(e):e',
    'return e',
  ),
  without(
    'no reader is followed',
    't===hj?new mj({specType:i??r,collectorUrl:a,serviceName:o,serviceVersion:s,disabled:c,typeOfUsage:l,beforeSend:(e,t)=>n.set(fce,{event:e,data:t})}):t',
    't',
  ),
  without('nothing is reported', 'hj=new mj({disabled:!0})', 'hj=new Proxy({},{get:()=>()=>{}})'),
  without(
    'no part of the description is handed to an assistant of another company',
    'if(!r.specUrl)return(0,V.jsx)(k$,{"data-testid":`page-actions`,children:d});',
    'return(0,V.jsx)(k$,{"data-testid":`page-actions`,children:d});',
  ),
  without(
    'no assistant of another company is known',
    'mye={chatgpt:`https://chatgpt.com`,claude:`https://claude.ai/new`}',
    'mye={}',
  ),
  without(
    'no icon is loaded from the network of the renderer’s maker',
    'Zo={"font-awesome":`https://cdn.redocly.com/icons/fa/7.0.0`,code:`https://cdn.redocly.com/icons/code/5.24.0`}',
    'Zo={"font-awesome":`.`,code:`.`}',
  ),
  without(
    'the texts are searched without an index',
    'l2(`add`),l2(`append`),l2(`search`),l2(`update`),l2(`remove`),l2(`clear`),l2(`export`),l2(`import`),',
  ),
  without('no overlay is applied in the page', 'LBe(V5,Error);'),
  without('the style of all pages stands in the page already', '(0,V.jsx)(_b,{}),'),
];
