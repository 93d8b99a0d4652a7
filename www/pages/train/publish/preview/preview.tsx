/** The page that readers will meet, as wide as a desktop's window or a phone's screen, while it is being filled in. */
import { useState } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import type { ModelVersion, PublicationSettings } from '../../../../storage/index.js';
import { isTouch } from '../../../../shared/dom.js';
import { requestOf } from '../request.js';
import { PreviewFrame } from './preview-frame.js';
import { useFitting } from './use-fitting.js';
import { usePreview } from './use-preview.js';
import { useSeen } from './use-seen.js';

/** In CSS pixels. On a desktop the page is a column of 40 rem, with some air beside it. */
const SCREENS = {
  desktop: { width: 800, height: 760 },
  phone: { width: 375, height: 667 },
} as const;
const NAMES = ['desktop', 'phone'] as const;

/** Whoever sits before a phone wants to see first how it looks there. */
const isPhone = () => isTouch() || innerWidth < SCREENS.phone.width * 2;

interface PreviewProps {
  version: ModelVersion;
  settings: PublicationSettings;
  samples: readonly string[];
}

/** Made with `key={version.id}`. */
export function Preview({ version, settings, samples }: PreviewProps) {
  const [screen, setScreen] = useState<(typeof NAMES)[number]>(isPhone() ? 'phone' : 'desktop');
  const [box, isSeen] = useSeen<HTMLElement>();
  const titled = { ...settings, title: settings.title.trim() || t('publish.preview.untitled') };
  const { page, files, failure } = usePreview(requestOf(version, titled, samples, 'site'), isSeen);
  const { place, scale } = useFitting(SCREENS[screen].width);
  return (
    <section class="publish-preview" aria-labelledby="publish-preview-title" ref={box} data-testid="publish-preview">
      <div class="preview-head">
        <h3 id="publish-preview-title">{t('publish.preview')}</h3>
        <div class="preview-screens" role="radiogroup" aria-label={t('publish.preview.width')}>
          {NAMES.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="preview-screen"
                data-testid={`preview-${name}`}
                checked={screen === name}
                onChange={() => setScreen(name)}
              />
              <span>{t(`publish.preview.${name}`)}</span>
            </label>
          ))}
        </div>
      </div>
      <div class="preview-place" ref={place} data-screen={screen}>
        {page && files ? (
          <PreviewFrame page={page} files={files} screen={SCREENS[screen]} scale={scale} />
        ) : (
          <p class="publish-help">{failure ?? t('publish.preview.waiting')}</p>
        )}
      </div>
      <p class="publish-help">{t('publish.preview.note')}</p>
    </section>
  );
}
