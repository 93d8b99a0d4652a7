/** The sizes of two versions and, when asked, the time that each takes for a prediction on this device. */
import { formatDuration, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { versionName } from '../project/sentences.js';
import type { Session } from '../project/session.js';

export async function costs(session: Session, a: ModelVersion, b: ModelVersion): Promise<HTMLElement> {
  const [sizeA, sizeB] = await Promise.all([a, b].map(async ({ id }) => (await session.store.modelFile(id)).size));
  const names = { a: versionName(a), b: versionName(b) };
  const sizes = t('compare.sizes', { ...names, sizeA: formatSize(sizeA ?? 0), sizeB: formatSize(sizeB ?? 0) });
  const speed = el('p', { testId: 'compare-speed', attributes: { role: 'status' } });
  const measure = el('button', {
    class: 'text-button',
    text: t('compare.measure'),
    testId: 'compare-measure',
    onClick: () => {
      measure.disabled = true;
      speed.textContent = t('compare.measuring');
      void session
        .attempt(async () => {
          const [msA = 0, msB = 0] = await session.worker.timePredictions([a.id, b.id], {});
          speed.textContent = t('compare.speed', { ...names, timeA: formatDuration(msA), timeB: formatDuration(msB) });
        })
        .then((isDone) => {
          measure.disabled = false;
          if (!isDone) speed.textContent = '';
        });
    },
  });
  return el('div', { class: 'comparison-costs' }, el('p', { text: sizes, testId: 'compare-sizes' }), measure, speed);
}
