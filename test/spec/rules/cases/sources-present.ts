import { error, type DamageCase } from './damage-case.js';

const sources = 'paths /widgets get x-sources';

const onFirst = (name: string, change: object, wrong: string, below: string): DamageCase => ({
  name,
  damage: (document) => {
    Object.assign(document.paths['/widgets'].get['x-sources'][0], change);
  },
  expected: [
    error('sources-present', `${sources} 0${below}`, `Source 1 of operation listWidgets ${wrong}`),
  ],
});

const noDate = 'has no date: set date to YYYY-MM-DD, or undated to true if the page shows none.';

export const sourcesPresent: DamageCase[] = [
  {
    name: 'an operation without sources',
    damage: (document) => {
      delete document.paths['/widgets'].get['x-sources'];
    },
    expected: [
      error(
        'sources-present',
        'paths /widgets get',
        'The operation listWidgets names no source: list at least one under x-sources.',
      ),
    ],
  },
  {
    name: 'an empty list of sources',
    damage: (document) => {
      document.paths['/widgets'].get['x-sources'] = [];
    },
    expected: [
      error(
        'sources-present',
        sources,
        'The operation listWidgets names no source: list at least one under x-sources.',
      ),
    ],
  },
  {
    name: 'a source that is nothing',
    damage: (document) => {
      document.paths['/widgets'].get['x-sources'][1] = null;
    },
    expected: [
      error(
        'sources-present',
        `${sources} 1`,
        'Source 2 of operation listWidgets does not say which document it is: set document to one of DOC-EN, DOC-ZH, SDK-GO, SDK-TS, SDK-PY, SDK-JAVA, TF.',
      ),
    ],
  },
  onFirst(
    'an unknown document',
    { document: 'BLOG' },
    'does not say which document it is: set document to one of DOC-EN, DOC-ZH, SDK-GO, SDK-TS, SDK-PY, SDK-JAVA, TF.',
    ' document',
  ),
  onFirst(
    'a page without address',
    { url: undefined },
    'has no address: set url to the https address of the page.',
    '',
  ),
  onFirst(
    'an address without https',
    { url: 'http://widgets.example.org' },
    'has no address: set url to the https address of the page.',
    ' url',
  ),
  onFirst('a page without date', { date: undefined }, noDate, ''),
  onFirst('a date in another layout', { date: '5 February 2026' }, noDate, ' date'),
  onFirst('a day that the calendar does not have', { date: '2026-02-30' }, noDate, ' date'),
  onFirst(
    'both dated and undated',
    { undated: true },
    'is both dated and undated: keep date, or undated: true.',
    ' undated',
  ),
  onFirst('an empty note', { note: '' }, 'has an empty note: write it or remove it.', ' note'),
  onFirst(
    'an unknown member',
    { seen: '2026-02-05' },
    'has the unknown member seen: use document, url, date, undated, note.',
    ' seen',
  ),
  {
    name: "no link to the vendor's page",
    damage: (document) => {
      delete document.paths['/widgets'].post.externalDocs;
    },
    expected: [
      error(
        'sources-present',
        'paths /widgets post',
        "The operation createWidget has no link to the vendor's page: add externalDocs with an https url.",
      ),
    ],
  },
];
