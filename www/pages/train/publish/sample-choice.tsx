/** The pictures that readers can try: each is its own check box. */
import { t } from '../../../shared/i18n/index.js';
import { Thumbnail } from '../parts/thumbnail.js';
import type { SampleCandidate } from './samples.js';
import type { SettingsForm } from './settings.js';

interface SampleChoiceProps extends Pick<SettingsForm, 'change'> {
  candidates: readonly SampleCandidate[];
  /** The ids of those that are chosen. */
  samples: readonly string[];
}

export function SampleChoice({ candidates, samples, change }: SampleChoiceProps) {
  if (candidates.length === 0) return null;
  const choose = (id: string, isChosen: boolean) =>
    change({ samplePictureIds: isChosen ? [...samples, id] : samples.filter((other) => other !== id) });
  return (
    <fieldset class="publish-samples">
      <legend>{t('publish.samples')}</legend>
      <p class="publish-help">{t('publish.samples.help')}</p>
      <div class="publish-sample-list">
        {candidates.map(({ id, name, mistakenFor }) => (
          <label class={mistakenFor === null ? 'publish-sample' : 'publish-sample is-mistaken'} key={id}>
            <input
              type="checkbox"
              data-testid="publish-sample"
              aria-label={t('publish.sample', { name })}
              title={mistakenFor === null ? undefined : t('publish.sample.mistaken', { name: mistakenFor })}
              checked={samples.includes(id)}
              onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
            />
            <Thumbnail pictureId={id} alt="" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
