/** How the pictures will be divided, or what is in the way of training. */
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { useTraining } from './use-training.js';

export const PLAN_ID = 'train-plan';

export function Plan() {
  const { project } = useSession();
  const { plan, problem } = useTraining();
  const nameOf = (classId: string) => project.classes.find(({ id }) => id === classId)?.name ?? '';
  return (
    <div class={problem ? 'plan is-problem' : 'plan'} id={PLAN_ID} data-testid="plan">
      {problem && <p>{problem}</p>}
      {plan && !problem && (
        <>
          <p>{t('train.plan', { train: plan.train, validation: plan.validation })}</p>
          {plan.test > 0 && <p>{t('train.plan.test', { count: plan.test })}</p>}
          {plan.testFollowers > 0 && (
            <p data-testid="test-followers">{t('train.plan.test-followers', { count: plan.testFollowers })}</p>
          )}
          {plan.classesWithoutValidation.map((id) => (
            <p key={id}>{t('train.plan.without-validation', { name: nameOf(id) })}</p>
          ))}
          {plan.classesNotIndependent.map((id) => (
            <p key={id} data-testid="not-independent">
              {t('train.plan.not-independent', { name: nameOf(id) })}
            </p>
          ))}
        </>
      )}
    </div>
  );
}
