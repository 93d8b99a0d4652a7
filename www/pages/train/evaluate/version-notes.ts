/** The notes beside a version where its files are made. */
import { language, t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';

/** The note on classes renamed since; null where the version's files call its classes what the project does. */
export function leftBehindNote(session: Session, version: ModelVersion): HTMLElement | null {
  const quoted = session.namesLeftBehind(version).map((name) => t('train.problem.quoted', { name }));
  if (quoted.length === 0) return null;
  const names = new Intl.ListFormat(language).format(quoted);
  const key = quoted.length === 1 ? 'version.still-says.one' : 'version.still-says.other';
  return el('p', { class: 'publish-help', text: t(key, { names }), testId: 'still-says' });
}
