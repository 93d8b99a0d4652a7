/** Train: what would be learnt from, the run, what it brought, and what hardly anybody needs to change. */
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { Advanced } from './advanced.js';
import { InterruptedOffer } from './interrupted-offer.js';
import { Plan } from './plan.js';
import { ResultLine } from './result-line.js';
import { RunningRun } from './running-run.js';
import { Sparkline } from './sparkline.js';
import { StartButton } from './start-button.js';
import { UnkeptOffer } from './unkept-offer.js';
import { useTraining } from './use-training.js';

export function TrainRoom() {
  const session = useSession();
  const training = useTraining();
  if (!session.isOpen) return null;
  return (
    <>
      <Plan />
      {training.stage === 'idle' ? <Idle /> : <RunningRun />}
      <details class="advanced" data-testid="advanced">
        <summary>{t('train.advanced')}</summary>
        <Advanced key={session.project.id} />
      </details>
    </>
  );
}

function Idle() {
  const { version } = useSession();
  const { isFresh } = useTraining();
  const result = version && <ResultLine key={version.id} version={version} />;
  return (
    <div class="run">
      {isFresh ? null : <StartButton key="start" isAgain={false} />}
      <UnkeptOffer key="unkept" />
      <InterruptedOffer key="interrupted" />
      {result}
      {version && version.history.length > 1 && <Sparkline key="sparkline" history={version.history} />}
      {isFresh && <StartButton key="again" isAgain />}
    </div>
  );
}
