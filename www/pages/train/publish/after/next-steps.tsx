/** What to do with the folder: upload it, paste the code, check it. */
import { useEffect, useState } from 'preact/hooks';
import type { ArticleCode } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { fieldId } from '../fields.js';
import type { Made } from '../use-making.js';
import { addressOf } from '../request.js';
import { ArticleCodeTabs } from './article-code.js';
import { QrCode } from './qr-code.js';
import { ShareAddress } from './share.js';

interface NextStepsProps {
  made: Made;
  /** The code as it stands in the folder. */
  code: ArticleCode;
  /** The folder's address as it is typed by now. */
  address: string;
}

export function NextSteps({ made, code, address }: NextStepsProps) {
  const placed = useCodeFor(made, code, addressOf(address));
  return (
    <section class="publish-steps" aria-labelledby="publish-steps-title" data-testid="publish-steps">
      <h3 id="publish-steps-title">{t('publish.steps')}</h3>
      <ol>
        <li>
          <h4>{t('publish.step.upload')}</h4>
          <p>{t('publish.step.upload.how')}</p>
          {!placed.address && (
            <button
              type="button"
              class="text-button"
              data-testid="publish-enter-address"
              onClick={() => document.getElementById(fieldId('address'))?.focus()}
            >
              {t('publish.step.upload.address')}
            </button>
          )}
        </li>
        <li>
          <h4>{t('publish.step.paste')}</h4>
          {!placed.address && <p>{t('publish.step.paste.relative')}</p>}
          <ArticleCodeTabs code={placed} />
        </li>
        <li>
          <h4>{t('publish.step.check')}</h4>
          {placed.address ? <Check address={placed.address} title={made.request.title} /> : <CheckLater />}
        </li>
      </ol>
    </section>
  );
}

function CheckLater() {
  return <p class="publish-help">{t('publish.step.check.later')}</p>;
}

function Check({ address, title }: { address: string; title: string }) {
  return (
    <>
      <p>
        <a href={address} target="_blank" rel="noopener noreferrer" data-testid="publish-open">
          {t('publish.step.check.open')}
        </a>
      </p>
      <QrCode address={address} />
      <ShareAddress address={address} title={title} />
    </>
  );
}

/** The code for the address of now: the folder itself was made with the one of then. */
function useCodeFor(made: Made, code: ArticleCode, address: string | null): ArticleCode {
  const session = useSession();
  const [placed, setPlaced] = useState(code);
  useEffect(() => {
    if (address === made.request.address) {
      setPlaced(code);
      return undefined;
    }
    let isWanted = true;
    void session.attempt(async () => {
      const fresh = await session.worker.codeFor({ ...made.request, address });
      if (isWanted) setPlaced(fresh);
    });
    return () => {
      isWanted = false;
    };
  }, [made, code, address]);
  return placed;
}
