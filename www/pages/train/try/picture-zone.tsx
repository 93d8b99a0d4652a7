/** Where a picture to try is chosen; it can be dropped anywhere in the panel. */
import { useRef } from 'preact/hooks';
import { isTouch } from '../../../shared/dom.js';
import { t } from '../../../shared/i18n/index.js';
import { fromChosen, type Tried } from './tried.js';

export function PictureZone({ onFiles }: { onFiles: (pictures: Tried[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="try-zone" onClick={() => input.current?.click()}>
        {t(isTouch() ? 'try.drop.touch' : 'try.drop')}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        data-testid="try-input"
        onChange={({ currentTarget }) => {
          onFiles(fromChosen(currentTarget.files));
          // Otherwise choosing the same file again would be no change.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
