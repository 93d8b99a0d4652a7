/** The way in which a publisher gets an address for readers' feedback. */
import { t } from '../../../shared/i18n/index.js';

const REFERENCE = 'https://github.com/kiln-ml/kiln/blob/main/docs/feedback-server.md';

/** `address` tells where the folder will lie, if that is known by then. */
export function ReceiverHelp({ address }: { address: string }) {
  const origin = URL.canParse(address) ? new URL(address).origin : 'https://example.org';
  return (
    <details class="publish-receiver" data-testid="publish-receiver">
      <summary>{t('publish.receiver.title')}</summary>
      <p>{t('publish.receiver.what')}</p>
      <pre>
        <code>{`kiln serve-feedback --file answers.jsonl --allow-origin ${origin}`}</code>
      </pre>
      <p>
        <a href={REFERENCE} target="_blank" rel="noopener noreferrer">
          {t('publish.receiver.reference')}
        </a>
      </p>
    </details>
  );
}
