/** Readers' feedback comes back: what it says of each version, their pictures, and whether the next is better. */
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { Figures } from './figures.js';
import { ForgetFeedback } from './forget-feedback.js';
import { FeedbackIntake } from './intake.js';
import { Published } from './published.js';
import { Successor } from './successor.js';
import { Tray } from './tray/tray.js';
import { useFeedback } from './use-feedback.js';

export function Readers() {
  const session = useSession();
  if (!session.isOpen) return null;
  return <ReadersRoom key={session.project.id} />;
}

function ReadersRoom() {
  const { versions } = useSession();
  const feedback = useFeedback();
  if (versions.length === 0) return <p class="readers-lede">{t('readers.none')}</p>;
  return (
    <>
      <p class="readers-lede">{t('readers.lede')}</p>
      <Published />
      <FeedbackIntake onChange={feedback.reload} />
      <div class="readers-said">
        <Figures reports={feedback.reports} />
        <Tray waiting={feedback.waiting} notes={feedback.notes} onChange={feedback.reload} />
      </div>
      <Successor />
      {!feedback.isEmpty && <ForgetFeedback onChange={feedback.reload} />}
    </>
  );
}
