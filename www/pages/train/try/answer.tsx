/** One picture that was tried, and what the model says of it. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isMostlyUnseen } from '../../../shared/seen-part.js';
import { t } from '../../../shared/i18n/index.js';
import { AddTo } from './add-to.js';
import { Bars } from './bars.js';
import { seenArea, seenShare } from './crop.js';
import type { Answered } from './use-answers.js';
import { VerdictLine } from './verdict.js';
import { WhyView } from './why-view.js';
import { WordWeight } from './words-note.js';

interface Size {
  width: number;
  height: number;
}

export function Answer({ answer }: { answer: Answered }) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSignal<Size | null>(null);
  const share = seenShare(answer.version.architecture);
  return (
    <article class="answer" aria-label={answer.name}>
      <div class="picture-frame" ref={frame}>
        <Picture answer={answer} size={size} />
      </div>
      <div class="answer-words">
        <VerdictLine said={answer} testId="try-best" />
        <Bars {...answer} />
        <WordWeight answer={answer.prediction} />
        {size.value && isMostlyUnseen(size.value.width, size.value.height, share) && (
          <p class="try-note" data-testid="try-note">
            {t('note.middle-only')}
          </p>
        )}
        <div class="answer-tools">
          {!answer.version.words && <WhyView answer={answer} frame={frame} />}
          <AddTo picture={() => answer} />
        </div>
      </div>
    </article>
  );
}

/** The picture, with what the network does not see of it darkened. */
function Picture({ answer: { picture, version }, size }: { answer: Answered; size: Signal<Size | null> }) {
  const address = useSignal<string | null>(null);
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
