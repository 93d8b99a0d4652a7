/** HTML files of a publication. */
import type { PublishRequest } from '../service.js';
import { attributes, escaped } from './markup.js';
import { WORDS } from './words.js';

export const PAGE_STYLE = `:root{color-scheme:light dark;font:1.0625rem/1.6 Georgia,'Songti SC','Noto Serif CJK SC',serif;color:#1f1a17;background:#fff}
body{max-width:40rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:0 0 1.25rem}
.embed{padding:0;max-width:none}
figure{margin:0 0 1rem}
figure img{max-width:100%;height:auto;display:block}
kiln-classifier figure img{border-radius:6px}
/* Browsers start no script beside a page that was opened by a double-click. A slow connection has three seconds. */
.not-started{display:none}
@media(scripting:enabled){kiln-classifier:not(:defined)~.not-started{display:block;animation:late 1ms 3s backwards}}
@keyframes late{from{visibility:hidden;max-height:0;margin:0}}
details{margin-top:1.5rem;font-size:.8125rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){:root{color:#f3ece6;background:#15110f}}`;

/** What stands below the element until that has started; the style shows it where it does not. */
export function notStarted(language: PublishRequest['language']): string {
  return `<p class="not-started">${escaped(WORDS[language].notStarted)}</p>`;
}

interface PageParts {
  request: PublishRequest;
  policy: string;
  /** The lines of the head, as markup. */
  head: string[];
  /** The lines of the body, as markup. */
  body: string[];
  isEmbed?: boolean;
}

export function page({ request, policy, head, body, isEmbed = false }: PageParts): string {
  const { title, lede, language } = request;
  const meta = attributes({ 'http-equiv': 'Content-Security-Policy', content: policy });
  const heading = isEmbed ? [] : [`<h1>${escaped(title)}</h1>`, ...(lede ? [`<p>${escaped(lede)}</p>`] : [])];
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta${meta}>`,
    `<title>${escaped(title)}</title>`,
    // Or browsers ask the host for a favicon that it does not have.
    '<link rel="icon" href="data:,">',
    ...head,
    '</head>',
    isEmbed ? '<body class="embed">' : '<body>',
    '<main>',
    ...heading,
    ...body,
    `<noscript><p>${escaped(WORDS[language].noScript)}</p></noscript>`,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The origin that readers' feedback may be sent to. */
function feedbackOrigin({ feedback, feedbackUrl }: PublishRequest): string[] {
  return feedback && feedbackUrl ? [new URL(feedbackUrl).origin] : [];
}

/** The policy for files that lie beside the page. In a sandbox, without an origin, its worker can only be a `blob:`. */
export function sitePolicy(request: PublishRequest): string {
  const connect = ["'self'", ...feedbackOrigin(request)].join(' ');
  return `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; worker-src 'self' blob:; connect-src ${connect}; base-uri 'none'; form-action 'none'`;
}

/** The policy for a page that carries everything: it may reach nothing at all. */
export function pagePolicy(request: PublishRequest): string {
  const origins = feedbackOrigin(request);
  const connect = origins.length > 0 ? origins.join(' ') : "'none'";
  return `default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; img-src data: blob:; media-src blob:; worker-src blob:; connect-src ${connect}; base-uri 'none'; form-action 'none'`;
}
