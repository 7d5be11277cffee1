/**
 * What the plain edition needs beyond the style of all pages. Nothing on it scrolls by itself: it is
 * read on paper as well.
 */
export const plainStyle = `
pre,pre code{white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}
td,th{overflow-wrap:anywhere}
th[scope=row]{width:32%;font-weight:400;background:none}
th[scope=row] code{font-weight:700}
td>:first-child,td ul{margin-top:0}
td>:last-child,td ul{margin-bottom:0}
.limits{padding-left:1.1rem;color:var(--quiet)}
.type,.must{color:var(--quiet)}
.must{display:inline-block}
html{scroll-behavior:auto}
.aside ul ul{padding-left:.9rem}
table{min-width:0;table-layout:fixed;margin:.75rem 0;max-width:60rem}
@media print{.aside{display:block;position:static;max-height:none;break-after:page}.frame.beside{display:block}}
`.trim();
