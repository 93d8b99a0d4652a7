/** One picture that was tried, and what the model says of it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { AddTo } from './add-to.js';
import { Bars } from './bars.js';
import { seenArea, seenShare } from './crop.js';
import type { Answered } from './use-answers.js';
import { VerdictLine } from './verdict.js';
import { WhyView } from './why-view.js';

export function Answer({ answer }: { answer: Answered }) {
  const frame = useRef<HTMLDivElement>(null);
  return (
    <article class="answer" aria-label={answer.name}>
      <div class="picture-frame" ref={frame}>
        <Picture answer={answer} />
      </div>
      <div class="answer-words">
        <VerdictLine said={answer} testId="try-best" />
        <Bars {...answer} />
        <div class="answer-tools">
          <WhyView answer={answer} frame={frame} />
          <AddTo picture={() => answer} />
        </div>
      </div>
    </article>
  );
}

/** The picture, with what the network does not see of it darkened. */
function Picture({ answer: { picture, version } }: { answer: Answered }) {
  const address = useSignal<string | null>(null);
  const size = useSignal<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(picture);
    address.value = url;
    return () => URL.revokeObjectURL(url);
  }, [picture]);
  if (!address.value) return null;
  return (
    <>
      <img
        src={address.value}
        alt={t('try.picture.alt')}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
          size.value = { width: naturalWidth, height: naturalHeight };
        }}
      />
      {size.value && (
        <span
          class="seen-crop"
          aria-hidden="true"
          style={seenArea(size.value.width, size.value.height, seenShare(version.architecture))}
        />
      )}
    </>
  );
}
