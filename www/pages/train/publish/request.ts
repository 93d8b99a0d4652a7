/** What is filled in, as a request for the files of an article. */
import type { PublishRequest } from '../../../engine/index.js';
import { languageInUse, t } from '../../../shared/i18n/index.js';
import type { ModelVersion, PublicationSettings } from '../../../storage/index.js';

/** The fields that can be wrong. */
export type CheckedField = 'title' | 'address' | 'feedbackUrl';
export type Problems = Partial<Record<CheckedField, string>>;

/** Everything that keeps the settings from being published, in sentences. */
export function problemsOf({ title, address, feedback, feedbackUrl }: PublicationSettings): Problems {
  const problems: Problems = {};
  if (!title.trim()) problems.title = t('publish.problem.title');
  if (address.trim() && !websiteAt(address)) problems.address = t('publish.problem.address', { address });
  if (feedback && feedbackUrl.trim() && !receiverAt(feedbackUrl)) {
    const key = websiteAt(feedbackUrl) ? 'publish.problem.receiver' : 'publish.problem.address';
    problems.feedbackUrl = t(key, { address: feedbackUrl });
  }
  return problems;
}

/** The request for what is filled in so far: an address that is not whole yet counts as none. */
export function requestOf(
  version: ModelVersion,
  settings: PublicationSettings,
  samplePictureIds: readonly string[],
  form: PublishRequest['form'],
): PublishRequest {
  const { title, lede, camera, explain, feedback, feedbackUrl, address } = settings;
  return {
    versionId: version.id,
    form,
    title: title.trim(),
    lede: lede.trim(),
    language: languageInUse(),
    camera,
    explain,
    feedback,
    feedbackUrl: feedback ? (receiverAt(feedbackUrl)?.href ?? null) : null,
    address: addressOf(address),
    samplePictureIds: [...samplePictureIds],
  };
}

/** The address of a website that is typed; null where it is none yet. */
export function addressOf(typed: string): string | null {
  return websiteAt(typed)?.href ?? null;
}

function websiteAt(address: string): URL | null {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/** Feedback does not travel in the clear, except to the computer itself, to try it out. */
function receiverAt(address: string): URL | null {
  const url = websiteAt(address);
  const isHere = url !== null && /^(localhost|\[::1\]|127(\.\d+){3})$/.test(url.hostname);
  return url && (url.protocol === 'https:' || isHere) ? url : null;
}
