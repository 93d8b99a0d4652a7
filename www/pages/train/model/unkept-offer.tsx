/** A trained model that the browser could not store: it stands here until it is saved as a file. */
import { t } from '../../../shared/i18n/index.js';
import { useTraining } from './use-training.js';

export function UnkeptOffer() {
  const training = useTraining();
  if (!training.hasUnkept) return null;
  return (
    <div class="interrupted" data-testid="unkept">
      <p>{t('error.training.not-kept')}</p>
      <button type="button" class="button is-primary" onClick={() => training.saveUnkept()}>
        {t('evaluate.download')}
      </button>
    </div>
  );
}
