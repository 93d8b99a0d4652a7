/** The article's page and code, made by what makes the files, to be seen before and after these. */
import type { ArticleCode, PreviewFiles, PublicationPreview, PublishRequest } from '../service.js';
import { elementMarkup } from './element.js';
import { carriedModel, placesInPage } from './page.js';
import { page, PAGE_STYLE, sitePolicy } from './pages.js';
import { withPublished } from './published-version.js';
import { articleCode } from './site.js';
import { widgetAddresses } from './widget-files.js';

/** The page that readers will meet. Everything it names is in itself, or among {@link previewFiles}. */
export function preview(request: PublishRequest): Promise<PublicationPreview> {
  return withPublished(request.versionId, async ({ model, samplesOf }) => {
    const samples = await samplesOf(request);
    const body = [elementMarkup(request, samples, await placesInPage(model, samples))];
    return { html: page({ request, policy: sitePolicy(request), head: [], body }), style: PAGE_STYLE };
  });
}

/** What the previews of a version have in common, and is large. */
export function previewFiles(versionId: string): Promise<PreviewFiles> {
  return withPublished(versionId, async ({ model }) => ({
    ...(await widgetAddresses()),
    carried: await carriedModel(model),
  }));
}

/** The code for the article once more, for a folder whose address has become known. */
export function codeFor(request: PublishRequest): Promise<ArticleCode> {
  return withPublished(request.versionId, async ({ model, samplesOf }) =>
    articleCode(request, model, await samplesOf(request)),
  );
}
