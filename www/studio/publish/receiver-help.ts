/** How a publisher gets an address for readers' answers. */
import { t } from '../../i18n/index.js';
import { el } from '../dom.js';

const REFERENCE = 'https://github.com/kiln-ml/kiln/blob/main/docs/feedback-server.md';

/** `address` is where the folder will lie, if that is known. */
export function receiverHelp(address: string): HTMLElement {
  const origin = URL.canParse(address) ? new URL(address).origin : 'https://example.org';
  const command = `kiln serve-feedback --file answers.jsonl --allow-origin ${origin}`;
  const link = el('a', {
    text: t('publish.receiver.reference'),
    attributes: { href: REFERENCE, target: '_blank', rel: 'noopener noreferrer' },
  });
  return el(
    'details',
    { class: 'publish-receiver', testId: 'publish-receiver' },
    el('summary', { text: t('publish.receiver.title') }),
    el('p', { text: t('publish.receiver.what') }),
    el('pre', {}, el('code', { text: command })),
    el('p', {}, link),
  );
}
