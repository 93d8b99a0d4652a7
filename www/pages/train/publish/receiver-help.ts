/** The way in which a publisher gets an address for readers' feedback. */
import { t } from '../../../shared/i18n/index.js';
import { el } from '../../../shared/dom.js';

const REFERENCE = 'https://github.com/kiln-ml/kiln/blob/main/docs/feedback-server.md';

/** `address` tells where the folder will lie, if that is known by then. */
export function receiverHelp(address: () => string): HTMLElement {
  const command = el('code');
  const link = el('a', {
    text: t('publish.receiver.reference'),
    attributes: { href: REFERENCE, target: '_blank', rel: 'noopener noreferrer' },
  });
  const help = el(
    'details',
    { class: 'publish-receiver', testId: 'publish-receiver' },
    el('summary', { text: t('publish.receiver.title') }),
    el('p', { text: t('publish.receiver.what') }),
    el('pre', {}, command),
    el('p', {}, link),
  );
  help.addEventListener('toggle', () => {
    const origin = URL.canParse(address()) ? new URL(address()).origin : 'https://example.org';
    command.textContent = `kiln serve-feedback --file answers.jsonl --allow-origin ${origin}`;
  });
  return help;
}
